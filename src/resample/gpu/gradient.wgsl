// The slope of the log-likelihood, one model of one replicate each: twin of gradient.rs.
//
// The twin shares each pair between its models; here either model works it out for itself, since
// there are no atomic floats. A step starts from the residuals of `replicates.wgsl` and takes away
// what has come to be expected since, so it reads one word a pair and side (two for Rao-Kupper).

@group(0) @binding(BIND_TOTALS) var<storage, read> totals: array<u32>;
@group(0) @binding(BIND_OFFSETS) var<storage, read> offsets: array<u32>;
@group(0) @binding(BIND_OPPONENTS) var<storage, read> opponents: array<Opponent>;
@group(0) @binding(BIND_START) var<storage, read> start: array<f32>;
@group(0) @binding(BIND_MOVED) var<storage, read> moved: array<f32>;
// Parameters, then each model's share of the tie parameter's.
@group(0) @binding(BIND_GRADIENT) var<storage, read_write> gradient: array<f32>;
@group(0) @binding(BIND_RESIDUALS) var<storage, read> residuals: array<i32>;

fn total(pair: u32, side: u32, lane: u32) -> f32 {
    return f32(totals[(side * params.pairs + pair) * params.lanes + lane]);
}

// 1 / (1 + e^-x), without overflow.
fn expit(x: f32) -> f32 {
    let small = exp(-abs(x));
    return select(small, 1.0, x >= 0.0) / (1.0 + small);
}

// Of one vote at a difference of ratings: the share of a win that is expected less one half and,
// for Davidson, of a tie; for Rao-Kupper the probabilities of a win and of a loss. As opponents.rs.
// A difference with its sign turned gives the same digits: see `in_whole`.
fn expected(d: f32, t: f32) -> vec2<f32> {
    if (params.ties == TIES_RAO_KUPPER) {
        return vec2<f32>(expit(d - t), expit(-d - t));
    }
    if (params.ties == TIES_DAVIDSON) {
        let root = exp(-0.5 * abs(d));
        let tie = exp(t) * root;
        let sum = 1.0 + root * root + tie;
        return vec2<f32>(sign(d) * 0.5 * (1.0 - root * root) / sum, tie / sum);
    }
    let small = exp(-abs(d));
    return vec2<f32>(sign(d) * 0.5 * (1.0 - small) / (1.0 + small), 0.0);
}

fn tie_parameter(lane: u32) -> f32 {
    if (params.parameters > params.models) {
        return start[params.models] + moved[params.models * params.lanes + lane];
    }
    return 0.0;
}

@compute @workgroup_size(WORKGROUP)
fn slope(@builtin(global_invocation_id) id: vec3<u32>) {
    let lane = id.x;
    let model = id.y;
    if (!has_status(lane, FITTING) || model >= params.models) {
        return;
    }
    let own = moved[model * params.lanes + lane];
    let t = tie_parameter(lane);
    var sum = vec2<i32>(residuals[model * params.lanes + lane], 0);
    if (params.parameters > params.models) {
        sum.y = residuals[(params.models + model) * params.lanes + lane];
    }
    for (var at = offsets[model]; at < offsets[model + 1u]; at++) {
        let opponent = opponents[at];
        let first = opponent.model > model;
        let d = opponent.apart + (own - moved[opponent.model * params.lanes + lane]);
        var more = expected(d, t) - vec2<f32>(opponent.expected, opponent.expected_other);
        if (params.ties == TIES_RAO_KUPPER) {
            let win = total(opponent.pair, select(1u, 0u, first), lane) * more.x;
            let loss = total(opponent.pair, select(0u, 1u, first), lane) * more.y;
            more = vec2<f32>(win - loss, -(win + loss));
        } else {
            more *= total(opponent.pair, 0u, lane);
        }
        sum -= in_whole(vec2<f32>(more.x, select(0.0, more.y, first)));
    }
    let prior = params.prior * 0.5 * tanh(0.5 * (start[model] + own));
    gradient[model * params.lanes + lane] = in_votes(sum.x) - prior;
    if (params.parameters > params.models) {
        gradient[(params.parameters + model) * params.lanes + lane] = in_votes(sum.y);
    }
}

// The slope of Rao and Kupper's ln(θ² - 1) at ln θ.
fn log_ties(t: f32) -> f32 {
    let square = exp(-2.0 * t);
    return 2.0 * square / (1.0 - square);
}

// The tie parameter's slope, of its shares.
@compute @workgroup_size(WORKGROUP)
fn tie_slope(@builtin(global_invocation_id) id: vec3<u32>) {
    let lane = id.x;
    if (!has_status(lane, FITTING)) {
        return;
    }
    var sum = 0.0;
    for (var model = 0u; model < params.models; model++) {
        sum += gradient[(params.parameters + model) * params.lanes + lane];
    }
    if (params.ties == TIES_RAO_KUPPER) {
        let ties = f32(atomicLoad(&lanes[word(TIES, lane)]));
        sum += ties * (log_ties(tie_parameter(lane)) - params.tie_slope);
    }
    gradient[params.models * params.lanes + lane] = sum;
}
