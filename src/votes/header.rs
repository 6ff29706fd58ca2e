//! Which column plays which part, told by the columns' names.

use super::options::ColumnMap;
use super::outcome::Numbers;
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
    /// One outcome, for `count` votes where there is such a column; a tie where `tied` says so.
    Winner { winner: usize, tied: Option<usize>, count: Option<usize> },
    /// The first model won, unless `tied` says otherwise: sides are not told.
    Decisive { tied: Option<usize>, count: Option<usize> },
    /// Votes for the first, for the second, and ties.
    Counts { wins: usize, losses: usize, ties: Option<usize> },
    /// A row and a column for each model, with its wins over the others.
    Square,
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
    ("generator1", "generator2"),
    ("white", "black"),
    ("player1", "player2"),
    ("playera", "playerb"),
    ("a", "b"),
    ("modelx", "modely"),
];
/// Pairs of names for the model that won and the one that lost.
const DECISIVE: &[(&str, &str)] = &[
    ("winner", "loser"),
    ("winnermodel", "losermodel"),
    ("modelwinner", "modelloser"),
    ("winningmodel", "losingmodel"),
    ("chosenmodel", "rejectedmodel"),
    ("chosenmodelname", "rejectedmodelname"),
    ("preferredmodel", "rejectedmodel"),
    ("modelchosen", "modelrejected"),
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
    "chosenmodelname",
    "chosenmodel",
    "preferredmodel",
    "winnermodel",
    "winningmodel",
];
/// Whether a row is a tie.
const TIED: &[&str] = &["bothequal", "istie", "isdraw"];
/// The same beside a winner and a loser, where ties have no other place.
const TIED_DECISIVE: &[&str] = &["bothequal", "istie", "isdraw", "tie", "tied", "draw"];
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
    "visitor",
    "visitorid",
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
    "winner and loser",
    "wins, losses and ties",
];

/// A name without case, spaces, dashes, underscores, dots and brackets.
pub(crate) fn normal(name: &str) -> String {
    let skipped = |c: &char| !matches!(c, ' ' | '-' | '_' | '.' | '(' | ')' | '[' | ']');
    name.trim().chars().filter(skipped).map(|c| c.to_ascii_lowercase()).collect()
}

/// Gives out the parts: those of `map` by its names, the others by recognition.
pub(super) fn assign(header: &[String], map: &ColumnMap) -> Result<Parts, Missing> {
    let names = header.iter().map(|name| normal(name)).collect();
    let mut columns = Columns { header, names, taken: Vec::new() };
    let given = columns.given(map)?;
    let (mut a, mut b) = (given.model_a, given.model_b);
    // Who lost says who won: sides are not told. Else both models stand in their own columns.
    let (mut won, mut lost) = (given.winner, given.loser);
    if lost.is_none() {
        columns.pair(MODELS, &mut a, &mut b);
    }
    if a.is_none() && b.is_none() {
        columns.pair(DECISIVE, &mut won, &mut lost);
    }
    // Counts when the caller points at them; else a winner where there is one.
    let counts_given = given.wins.is_some() || given.losses.is_some();
    let outcome = if let Some((won, lost)) = won.zip(lost) {
        (a, b) = (Some(won), Some(lost));
        let tied = columns.guess(given.tied, TIED_DECISIVE);
        Some(OutcomePart::Decisive { tied, count: columns.guess(given.count, COUNT) })
    } else if let Some(winner) =
        if counts_given { None } else { columns.guess(given.winner, WINNER) }
    {
        let tied = columns.guess(given.tied, TIED);
        Some(OutcomePart::Winner { winner, tied, count: columns.guess(given.count, COUNT) })
    } else {
        let wins = columns.guess(given.wins, WINS);
        let losses = columns.guess(given.losses, LOSSES);
        wins.zip(losses).map(|(wins, losses)| OutcomePart::Counts {
            wins,
            losses,
            ties: columns.guess(given.ties, TIES),
        })
    };
    let judge = columns.guess(given.judge, JUDGE);
    let time = columns.guess(given.time, TIME);
    let text = columns.guess(given.text, TEXT);

    if let (Some(model_a), Some(model_b), Some(outcome)) = (a, b, outcome) {
        return Ok(Parts { model_a, model_b, outcome, judge, time, text });
    }
    let sought = [(a.is_none(), "modelA"), (b.is_none(), "modelB"), (outcome.is_none(), "winner")];
    Err(Missing::Parts(sought.iter().filter_map(|&(gone, part)| gone.then_some(part)).collect()))
}

/// The columns of a file, and those that have a part.
struct Columns<'a> {
    header: &'a [String],
    /// The same as they are recognised.
    names: Vec<String>,
    taken: Vec<usize>,
}

/// The columns that the caller names, by their part.
struct Given {
    model_a: Option<usize>,
    model_b: Option<usize>,
    winner: Option<usize>,
    loser: Option<usize>,
    tied: Option<usize>,
    count: Option<usize>,
    wins: Option<usize>,
    losses: Option<usize>,
    ties: Option<usize>,
    judge: Option<usize>,
    time: Option<usize>,
    text: Option<usize>,
}

impl Columns<'_> {
    fn given(&mut self, map: &ColumnMap) -> Result<Given, Missing> {
        Ok(Given {
            model_a: self.named("modelA", map.model_a.as_ref())?,
            model_b: self.named("modelB", map.model_b.as_ref())?,
            winner: self.named("winner", map.winner.as_ref())?,
            loser: self.named("loser", map.loser.as_ref())?,
            tied: self.named("tied", map.tied.as_ref())?,
            count: self.named("count", map.count.as_ref())?,
            wins: self.named("wins", map.wins.as_ref())?,
            losses: self.named("losses", map.losses.as_ref())?,
            ties: self.named("ties", map.ties.as_ref())?,
            judge: self.named("judge", map.judge.as_ref())?,
            time: self.named("time", map.time.as_ref())?,
            text: self.named("text", map.text.as_ref())?,
        })
    }

    fn named(
        &mut self,
        part: &'static str,
        column: Option<&String>,
    ) -> Result<Option<usize>, Missing> {
        let found = given(self.header, part, column.map(String::as_str))?;
        self.taken.extend(found);
        Ok(found)
    }

    /// The first pair of names of which both columns are there, where they are not given.
    fn pair(&mut self, known: &[(&str, &str)], a: &mut Option<usize>, b: &mut Option<usize>) {
        for (first, second) in known {
            if let (Some(x), Some(y)) =
                (a.or_else(|| self.find(first)), b.or_else(|| self.find(second)))
            {
                (*a, *b) = (Some(x), Some(y));
                self.taken.extend([x, y]);
                return;
            }
        }
    }

    /// The column given, else the first of these names that is there.
    fn guess(&mut self, given: Option<usize>, known: &[&str]) -> Option<usize> {
        let found = given.or_else(|| known.iter().find_map(|name| self.find(name)));
        self.taken.extend(found);
        found
    }

    fn find(&self, name: &str) -> Option<usize> {
        self.names.iter().enumerate().position(|(k, n)| n == name && !self.taken.contains(&k))
    }
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
    /// Those of a square table of wins.
    pub(super) fn square() -> Self {
        let outcome = OutcomePart::Square;
        Self { model_a: 0, model_b: 0, outcome, judge: None, time: None, text: None }
    }

    /// Whether rows stand for several votes.
    pub(super) fn has_counts(&self) -> bool {
        use OutcomePart::{Decisive, Winner};
        !matches!(self.outcome, Winner { count: None, .. } | Decisive { count: None, .. })
    }

    /// Whether rows say which model was shown first.
    pub(super) fn tells_sides(&self) -> bool {
        matches!(self.outcome, OutcomePart::Winner { count: None, .. })
    }

    /// What the numbers of the outcome column are, as far as names tell.
    pub(super) fn numbers(&self, header: &[String]) -> Numbers {
        let OutcomePart::Winner { winner, .. } = self.outcome else { return Numbers::Codes };
        if normal(&header[self.model_a]) == "generator1" {
            Numbers::Preferences
        } else if matches!(normal(&header[winner]).as_str(), "outcome" | "result") {
            Numbers::Scores
        } else {
            Numbers::Codes
        }
    }

    /// The part of each column, `None` for those without one.
    pub(super) fn roles(&self, columns: usize) -> Vec<Option<Role>> {
        let mut roles = vec![None; columns];
        let optional =
            [(self.judge, Role::Judge), (self.time, Role::Time), (self.text, Role::Text)];
        let mut models = [(Some(self.model_a), Role::ModelA), (Some(self.model_b), Role::ModelB)];
        let outcome = match self.outcome {
            OutcomePart::Winner { winner, tied, count } => {
                [(Some(winner), Role::Winner), (tied, Role::Tied), (count, Role::Count)]
            }
            OutcomePart::Decisive { tied, count } => {
                models[0].1 = Role::Winner;
                models[1].1 = Role::Loser;
                [(None, Role::Winner), (tied, Role::Tied), (count, Role::Count)]
            }
            OutcomePart::Counts { wins, losses, ties } => {
                [(Some(wins), Role::Wins), (Some(losses), Role::Losses), (ties, Role::Ties)]
            }
            OutcomePart::Square => return vec![Some(Role::Square); columns],
        };
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
        assert_eq!(arena.outcome, OutcomePart::Winner { winner: 3, tied: None, count: None });
        assert_eq!((arena.judge, arena.time, arena.text), (Some(4), Some(7), None));
        let llmfao = parts("id,prompt,model_x,model_y,worker,winner,left,right").unwrap();
        assert_eq!((llmfao.model_a, llmfao.model_b, llmfao.judge), (6, 7, Some(4)));
        let talk = parts("Model A,MODEL-B,outcome,Why").unwrap();
        assert_eq!(talk.outcome, OutcomePart::Winner { winner: 2, tied: None, count: None });
        assert_eq!(talk.text, Some(3));
        let counts = parts("a,b,wins,ties,losses").unwrap();
        assert_eq!(counts.outcome, OutcomePart::Counts { wins: 2, losses: 4, ties: Some(3) });
        let weighted = parts("a,b,winner,weight").unwrap();
        assert_eq!(weighted.outcome, OutcomePart::Winner { winner: 2, tied: None, count: Some(3) });
    }

    #[test]
    fn a_winner_and_a_loser_are_the_two_models() {
        let decisive = |tied, count| OutcomePart::Decisive { tied, count };
        let plain = parts("judge,loser,winner").unwrap();
        assert_eq!((plain.model_a, plain.model_b, plain.outcome), (2, 1, decisive(None, None)));
        let chosen = parts("chosen_model,rejected_model,tie,count").unwrap();
        assert_eq!(chosen.outcome, decisive(Some(2), Some(3)));
        let roles = chosen.roles(4).into_iter().flatten().collect::<Vec<_>>();
        assert_eq!(roles, [Role::Winner, Role::Loser, Role::Tied, Role::Count]);
        // With both models named, the loser is told already.
        let arena = parts("model_a,model_b,winner,loser").unwrap();
        assert_eq!(arena.outcome, OutcomePart::Winner { winner: 2, tied: None, count: None });
        let header = ["best", "worst", "model_a", "model_b"].map(String::from);
        let name = |name: &str| Some(name.to_owned());
        let map = ColumnMap { winner: name("best"), loser: name("worst"), ..ColumnMap::default() };
        let given = assign(&header, &map).unwrap();
        assert_eq!((given.model_a, given.model_b, given.outcome), (0, 1, decisive(None, None)));
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
        assert_eq!(parts.outcome, OutcomePart::Winner { winner: 4, tied: None, count: None });
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
