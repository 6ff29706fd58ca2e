//! Which column plays which part, told by the columns' names.

use super::options::ColumnMap;
use super::report::Role;

/// Index of each column that has a part of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Parts {
    pub(super) model_a: usize,
    pub(super) model_b: usize,
    pub(super) outcome: OutcomePart,
    pub(super) judge: Option<usize>,
    pub(super) time: Option<usize>,
    pub(super) text: Option<usize>,
}

/// Where a row says how it fell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OutcomePart {
    /// One outcome, for `count` votes where there is such a column.
    Winner { winner: usize, count: Option<usize> },
    /// Votes for the first, for the second, and ties.
    Counts { wins: usize, losses: usize, ties: Option<usize> },
}

/// Why the parts could not be given out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Missing {
    /// Nothing was found for these.
    Parts(Vec<&'static str>),
    /// The caller's name for this part is not there.
    Column { part: &'static str, column: String },
}

/// Pairs of names for the two models. Where a file has several pairs, the
/// first here is the one its winner refers to: llmfao's `winner` says left or
/// right, and its `model_x`, `model_y` are ids.
const MODELS: &[(&str, &str)] = &[
    ("modela", "modelb"),
    ("model1", "model2"),
    ("left", "right"),
    ("modelleft", "modelright"),
    ("leftmodel", "rightmodel"),
    ("modelaname", "modelbname"),
    ("systema", "systemb"),
    ("system1", "system2"),
    ("a", "b"),
    ("modelx", "modely"),
];
const WINNER: &[&str] = &[
    "winner",
    "outcome",
    "preference",
    "preferred",
    "choice",
    "vote",
    "verdict",
    "judgment",
    "judgement",
    "result",
    "label",
];
const JUDGE: &[&str] = &[
    "judge",
    "judgehash",
    "judgeid",
    "worker",
    "workerid",
    "annotator",
    "annotatorid",
    "rater",
    "raterid",
    "voter",
    "voterid",
    "participant",
    "participantid",
    "user",
    "userid",
];
const TIME: &[&str] = &["tstamp", "timestamp", "datetime", "createdat", "time", "date"];
const TEXT: &[&str] = &[
    "reason",
    "why",
    "feedback",
    "comment",
    "comments",
    "explanation",
    "rationale",
    "justification",
    "freetext",
];
const COUNT: &[&str] = &["count", "counts", "weight", "nvotes"];
const WINS: &[&str] = &["wins", "winsa", "awins", "winnermodela"];
const LOSSES: &[&str] = &["losses", "winsb", "bwins", "winnermodelb"];
const TIES: &[&str] = &["ties", "draws", "winnertie"];

/// Names that would have been recognised, for an error to list.
pub(super) const LOOKED_FOR: &[&str] = &[
    "model_a and model_b",
    "model_1 and model_2",
    "left and right",
    "winner, outcome or preference",
    "wins, losses and ties",
];

/// A name without case, spaces, dashes, underscores, dots and brackets.
pub(crate) fn normal(name: &str) -> String {
    let skipped = |c: &char| !matches!(c, ' ' | '-' | '_' | '.' | '(' | ')' | '[' | ']');
    name.trim().chars().filter(skipped).map(|c| c.to_ascii_lowercase()).collect()
}

/// Gives out the parts: those of `map` by its names, the others by recognition.
pub(super) fn assign(header: &[String], map: &ColumnMap) -> Result<Parts, Missing> {
    let names: Vec<String> = header.iter().map(|name| normal(name)).collect();
    let given = |part, column: &Option<String>| given(header, part, column.as_deref());
    let mut a = given("modelA", &map.model_a)?;
    let mut b = given("modelB", &map.model_b)?;
    let given_winner = given("winner", &map.winner)?;
    let given_count = given("count", &map.count)?;
    let given_wins = given("wins", &map.wins)?;
    let given_losses = given("losses", &map.losses)?;
    let given_ties = given("ties", &map.ties)?;
    let given_judge = given("judge", &map.judge)?;
    let given_time = given("time", &map.time)?;
    let given_text = given("text", &map.text)?;
    let mut taken: Vec<usize> = [
        a,
        b,
        given_winner,
        given_count,
        given_wins,
        given_losses,
        given_ties,
        given_judge,
        given_time,
        given_text,
    ]
    .into_iter()
    .flatten()
    .collect();

    let find = |name: &str, taken: &[usize]| {
        names.iter().enumerate().position(|(k, n)| n == name && !taken.contains(&k))
    };
    for (first, second) in MODELS {
        let (x, y) = (a.or_else(|| find(first, &taken)), b.or_else(|| find(second, &taken)));
        if x.is_some() && y.is_some() {
            (a, b) = (x, y);
            taken.extend(x.into_iter().chain(y));
            break;
        }
    }
    let mut guess = |given: Option<usize>, known: &[&str]| {
        let found = given.or_else(|| known.iter().find_map(|name| find(name, &taken)));
        taken.extend(found);
        found
    };

    // Counts when the caller points at them; else a winner where there is one.
    let counts_given = given_wins.is_some() || given_losses.is_some();
    let winner = if counts_given { None } else { guess(given_winner, WINNER) };
    let outcome = if let Some(winner) = winner {
        Some(OutcomePart::Winner { winner, count: guess(given_count, COUNT) })
    } else {
        let (wins, losses) = (guess(given_wins, WINS), guess(given_losses, LOSSES));
        wins.zip(losses).map(|(wins, losses)| OutcomePart::Counts {
            wins,
            losses,
            ties: guess(given_ties, TIES),
        })
    };
    let (judge, time) = (guess(given_judge, JUDGE), guess(given_time, TIME));
    let text = guess(given_text, TEXT);

    if let (Some(model_a), Some(model_b), Some(outcome)) = (a, b, outcome) {
        return Ok(Parts { model_a, model_b, outcome, judge, time, text });
    }
    let sought = [(a.is_none(), "modelA"), (b.is_none(), "modelB"), (outcome.is_none(), "winner")];
    Err(Missing::Parts(sought.iter().filter_map(|&(gone, part)| gone.then_some(part)).collect()))
}

/// The column of a name: as it is written, else as it would be recognised.
pub(super) fn given(
    header: &[String],
    part: &'static str,
    column: Option<&str>,
) -> Result<Option<usize>, Missing> {
    let Some(column) = column else { return Ok(None) };
    let written = header.iter().position(|name| name == column);
    let found = written.or_else(|| header.iter().position(|name| normal(name) == normal(column)));
    found.map(Some).ok_or_else(|| Missing::Column { part, column: column.into() })
}

impl Parts {
    /// Whether rows stand for several votes.
    pub(super) fn has_counts(&self) -> bool {
        !matches!(self.outcome, OutcomePart::Winner { count: None, .. })
    }

    /// The part of each column, `None` for those without one.
    pub(super) fn roles(&self, columns: usize) -> Vec<Option<Role>> {
        let mut roles = vec![None; columns];
        let optional =
            [(self.judge, Role::Judge), (self.time, Role::Time), (self.text, Role::Text)];
        let outcome = match self.outcome {
            OutcomePart::Winner { winner, count } => {
                [(Some(winner), Role::Winner), (count, Role::Count), (None, Role::Ties)]
            }
            OutcomePart::Counts { wins, losses, ties } => {
                [(Some(wins), Role::Wins), (Some(losses), Role::Losses), (ties, Role::Ties)]
            }
        };
        let models = [(Some(self.model_a), Role::ModelA), (Some(self.model_b), Role::ModelB)];
        for (column, role) in optional.into_iter().chain(outcome).chain(models) {
            if let Some(column) = column {
                roles[column] = Some(role);
            }
        }
        roles
    }
}

/// Whether a column that has no part names models in yet another way.
pub(super) fn names_models(header: &str) -> bool {
    let name = normal(header);
    MODELS.iter().any(|(first, second)| name == *first || name == *second)
}

/// Whether a name says that its column numbers or identifies rows.
pub(super) fn identifies(header: &str) -> bool {
    let lower = header.trim().to_ascii_lowercase();
    let last = lower.rsplit([' ', '-', '_', '.']).next().unwrap_or("");
    matches!(last, "id" | "ids" | "index" | "idx" | "uuid" | "key" | "hash")
        || lower.starts_with("unnamed:")
        || header.trim().ends_with("Id")
        || header.trim().ends_with("ID")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(header: &str) -> Result<Parts, Missing> {
        let header: Vec<String> = header.split(',').map(Into::into).collect();
        assign(&header, &ColumnMap::default())
    }

    #[test]
    fn the_usual_headers() {
        let arena = parts("question_id,model_a,model_b,winner,judge,turn,language,tstamp").unwrap();
        assert_eq!((arena.model_a, arena.model_b), (1, 2));
        assert_eq!(arena.outcome, OutcomePart::Winner { winner: 3, count: None });
        assert_eq!((arena.judge, arena.time, arena.text), (Some(4), Some(7), None));
        let llmfao = parts("id,prompt,model_x,model_y,worker,winner,left,right").unwrap();
        assert_eq!((llmfao.model_a, llmfao.model_b, llmfao.judge), (6, 7, Some(4)));
        let talk = parts("Model A,MODEL-B,outcome,Why").unwrap();
        assert_eq!(talk.outcome, OutcomePart::Winner { winner: 2, count: None });
        assert_eq!(talk.text, Some(3));
        let counts = parts("a,b,wins,ties,losses").unwrap();
        assert_eq!(counts.outcome, OutcomePart::Counts { wins: 2, losses: 4, ties: Some(3) });
        let weighted = parts("a,b,winner,weight").unwrap();
        assert_eq!(weighted.outcome, OutcomePart::Winner { winner: 2, count: Some(3) });
    }

    #[test]
    fn what_is_missing_is_named() {
        assert_eq!(parts("x,y,winner"), Err(Missing::Parts(vec!["modelA", "modelB"])));
        assert_eq!(parts("model_a,model_b,z"), Err(Missing::Parts(vec!["winner"])));
    }

    #[test]
    fn the_callers_map_overrides_and_must_exist() {
        let header = ["model_a", "model_b", "winner", "who", "better"].map(String::from);
        let name = |name: &str| Some(name.to_owned());
        let mut map = ColumnMap { winner: name("better"), ..ColumnMap::default() };
        map.judge = name("who");
        let parts = assign(&header, &map).unwrap();
        assert_eq!(parts.outcome, OutcomePart::Winner { winner: 4, count: None });
        assert_eq!(parts.judge, Some(3));
        map.time = name("when");
        let missing = Missing::Column { part: "time", column: "when".into() };
        assert_eq!(assign(&header, &map), Err(missing));
        // A column mapped to one part is not guessed for another.
        let map = ColumnMap {
            model_a: name("model_b"),
            model_b: name("model_a"),
            ..ColumnMap::default()
        };
        let parts = assign(&header, &map).unwrap();
        assert_eq!((parts.model_a, parts.model_b), (1, 0));
    }
}
