// A replicate's counts as its fit needs them, once each: twin of replicates.rs.
//
// The twin keeps each model's score and subtracts what is expected in 64 bits. In 32 bits the two
// would cancel, so what is kept here is their difference at the original fit (the residual), summed
// from small numbers; `gradient.wgsl` adds what changes as the ratings move.

@group(0) @binding(BIND_COUNTS) var<storage, read> counts: array<u32>;
// Of each pair the votes that count or, for Rao-Kupper, those that the first model won or tied;
// behind them all, for Rao-Kupper, those that the second did.
@group(0) @binding(BIND_TOTALS) var<storage, read_write> totals: array<u32>;
// Where each model's opponents begin in `opponents`; one longer than the models.
@group(0) @binding(BIND_OFFSETS) var<storage, read> offsets: array<u32>;
@group(0) @binding(BIND_OPPONENTS) var<storage, read> opponents: array<Opponent>;
// The original fit's parameters.
@group(0) @binding(BIND_START) var<storage, read> start: array<f32>;
// How far each lane is from there.
@group(0) @binding(BIND_MOVED) var<storage, read_write> moved: array<f32>;
@group(0) @binding(BIND_GRADIENT) var<storage, read_write> gradient: array<f32>;
@group(0) @binding(BIND_RESIDUALS) var<storage, read_write> residuals: array<i32>;
@group(0) @binding(BIND_WITNESS) var<storage, read> witness: array<u32>;

fn outcome(pair: u32, k: u32, lane: u32) -> u32 {
    return counts[(3u * pair + k) * params.lanes + lane];
}

// Lanes start at the original fit, if the witness vouches for a finite optimum: as witness.rs.
@compute @workgroup_size(WORKGROUP)
fn check_witness(@builtin(global_invocation_id) id: vec3<u32>) {
    let lane = id.x;
    if (!has_status(lane, FITTING)) {
        return;
    }
    var vouched = true;
    for (var at = 0u; at < params.tree; at++) {
        let pair = witness[at];
        let tied = params.ties != TIES_DROPPED && outcome(pair, 2u, lane) > 0u;
        vouched = vouched && (tied || (outcome(pair, 0u, lane) > 0u && outcome(pair, 1u, lane) > 0u));
    }
    if (params.tie_witness == 1u) {
        let decisive = witness[params.tree];
        vouched = vouched && outcome(decisive, 0u, lane) > 0u && outcome(decisive, 1u, lane) > 0u
            && outcome(witness[params.tree + 1u], 2u, lane) > 0u;
    }
    if (!vouched) {
        atomicStore(&lanes[word(STATUS, lane)], UNSETTLED);
    }
    atomicStore(&lanes[word(STEP_SIZE, lane)], 0u);
    atomicStore(&lanes[word(LAST_STEP_SIZE, lane)], 0u);
    atomicStore(&lanes[word(TIES, lane)], 0u);
    for (var at = 0u; at < params.parameters; at++) {
        moved[at * params.lanes + lane] = 0.0;
    }
}

// Counted less expected of one pair at the original fit: for the model's own rating, and for the
// log tie parameter. `votes`: wins, losses and ties of the model. The other side gets the
// same digits with the sign turned: see `in_whole`.
fn residual(votes: vec3<f32>, expected: vec2<f32>) -> vec2<f32> {
    let wins = votes.x;
    let losses = votes.y;
    let ties = votes.z;
    if (params.ties == TIES_RAO_KUPPER) {
        let not_win = 1.0 - expected.x;
        let not_loss = 1.0 - expected.y;
        return vec2<f32>(
            wins * not_win - losses * not_loss + ties * (expected.y - expected.x),
            ties * (params.tie_slope + expected.x + expected.y) - wins * not_win - losses * not_loss,
        );
    }
    let tied_each = select(0.5 * ties, 0.0, params.ties == TIES_DROPPED);
    return vec2<f32>(
        (wins + tied_each) * (0.5 - expected.x) - (losses + tied_each) * (0.5 + expected.x),
        ties * (1.0 - expected.y) - (wins + losses) * expected.y,
    );
}

fn keep_totals(pair: u32, lane: u32, wins: u32, losses: u32, ties: u32) {
    let at = pair * params.lanes + lane;
    if (params.ties == TIES_RAO_KUPPER) {
        totals[at] = wins + ties;
        totals[params.pairs * params.lanes + at] = losses + ties;
    } else {
        totals[at] = wins + losses + select(ties, 0u, params.ties == TIES_DROPPED);
    }
}

// Each pair's totals from its first side, and each model's residuals, which are also the gradient of
// the first step.
@compute @workgroup_size(WORKGROUP)
fn fold(@builtin(global_invocation_id) id: vec3<u32>) {
    let lane = id.x;
    let model = id.y;
    if (!has_status(lane, FITTING) || model >= params.models) {
        return;
    }
    var sum = vec2<i32>(0);
    var tied = 0u;
    for (var at = offsets[model]; at < offsets[model + 1u]; at++) {
        let opponent = opponents[at];
        let first = opponent.model > model;
        let wins = outcome(opponent.pair, select(1u, 0u, first), lane);
        let losses = outcome(opponent.pair, select(0u, 1u, first), lane);
        let ties = outcome(opponent.pair, 2u, lane);
        let votes = vec3<f32>(f32(wins), f32(losses), f32(ties));
        let here = residual(votes, vec2<f32>(opponent.expected, opponent.expected_other));
        // A pair has one share of the tie parameter, taken from its first side.
        sum += in_whole(vec2<f32>(here.x, select(0.0, here.y, first)));
        if (first) {
            tied += ties;
            keep_totals(opponent.pair, lane, wins, losses, ties);
        }
    }
    atomicAdd(&lanes[word(TIES, lane)], tied);
    residuals[model * params.lanes + lane] = sum.x;
    let prior = params.prior * 0.5 * tanh(0.5 * start[model]);
    gradient[model * params.lanes + lane] = in_votes(sum.x) - prior;
    if (params.parameters > params.models) {
        residuals[(params.models + model) * params.lanes + lane] = sum.y;
        gradient[(params.parameters + model) * params.lanes + lane] = in_votes(sum.y);
    }
}
