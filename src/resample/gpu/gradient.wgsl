// The slope of the log-likelihood, one model of one replicate each: twin of gradient.rs.
//
// The twin shares each pair between its models; here either model works it out for itself, since
// there are no atomic floats. What is summed are differences of what was counted from what was
// expected, so that 32 bits suffice.

@group(0) @binding(2) var<storage, read> counts: array<u32>;
// Where each model's opponents begin in `opponents`; one longer than the models.
@group(0) @binding(3) var<storage, read> offsets: array<u32>;
// (pair, opponent).
@group(0) @binding(4) var<storage, read> opponents: array<vec2<u32>>;
// The original fit's parameters, then the pairs of the witness.
@group(0) @binding(5) var<storage, read> start: array<f32>;
// How far each lane is from there.
@group(0) @binding(6) var<storage, read_write> moved: array<f32>;
@group(0) @binding(7) var<storage, read_write> gradient: array<f32>;
@group(0) @binding(8) var<storage, read> witness: array<u32>;

fn outcome(pair: u32, k: u32, lane: u32) -> u32 {
    return counts[(3u * pair + k) * params.lanes + lane];
}

// Lanes begin at the original fit, if a finite optimum is vouched for: as witness.rs.
@compute @workgroup_size(64)
fn begin(@builtin(global_invocation_id) id: vec3<u32>) {
    let lane = id.x;
    if (!stands(lane, CLIMBING)) {
        return;
    }
    var vouched = true;
    for (var at = 0u; at < params.tree; at++) {
        let pair = witness[at];
        let tied = params.ties != 1u && outcome(pair, 2u, lane) > 0u;
        vouched = vouched && (tied || (outcome(pair, 0u, lane) > 0u && outcome(pair, 1u, lane) > 0u));
    }
    if (params.tie_witness == 1u) {
        let decisive = witness[params.tree];
        vouched = vouched && outcome(decisive, 0u, lane) > 0u && outcome(decisive, 1u, lane) > 0u
            && outcome(witness[params.tree + 1u], 2u, lane) > 0u;
    }
    if (!vouched) {
        atomicStore(&lanes[word(STATUS, lane)], LOST);
    }
    atomicStore(&lanes[word(SIZE, lane)], 0u);
    atomicStore(&lanes[word(PREVIOUS, lane)], 0u);
    for (var at = 0u; at < params.parameters; at++) {
        moved[at * params.lanes + lane] = 0.0;
    }
}

fn parameter(at: u32, lane: u32) -> f32 {
    return start[at] + moved[at * params.lanes + lane];
}

// 1 / (1 + e^-x), without overflow.
fn expit(x: f32) -> f32 {
    let small = exp(-abs(x));
    return select(small, 1.0, x >= 0.0) / (1.0 + small);
}

// The derivatives by the model's own rating and by the log tie parameter.
fn slopes(votes: vec3<f32>, d: f32, t: f32) -> vec2<f32> {
    let wins = votes.x;
    let losses = votes.y;
    let ties = votes.z;
    if (params.ties == 2u) {
        let small = exp(-0.5 * abs(d));
        let tie = exp(t) * small;
        let sum = 1.0 + small * small + tie;
        let win = select(small * small, 1.0, d >= 0.0) / sum;
        let tied = tie / sum;
        let n = wins + losses + ties;
        return vec2<f32>(wins + 0.5 * ties - n * (win + 0.5 * tied), ties - n * tied);
    }
    if (params.ties == 3u) {
        let win = expit(d - t);
        let loss = expit(-d - t);
        let not_win = expit(t - d);
        let not_loss = expit(t + d);
        let square = exp(-2.0 * t);
        let steep = 2.0 * square / (1.0 - square);
        return vec2<f32>(
            wins * not_win - losses * not_loss + ties * (loss - win),
            ties * (steep + win + loss) - wins * not_win - losses * not_loss,
        );
    }
    let tied_each = select(0.5 * ties, 0.0, params.ties == 1u);
    let win = expit(d);
    let loss = expit(-d);
    return vec2<f32>((wins + tied_each) * loss - (losses + tied_each) * win, 0.0);
}

fn tie_parameter(lane: u32) -> f32 {
    if (params.parameters > params.models) {
        return parameter(params.models, lane);
    }
    return 0.0;
}

// What a model's pairs add to its own slope and, of each pair once, to the tie parameter's.
fn of_model(model: u32, lane: u32) -> vec2<f32> {
    let rating = parameter(model, lane);
    let t = tie_parameter(lane);
    var sum = vec2<f32>(0.0);
    for (var at = offsets[model]; at < offsets[model + 1u]; at++) {
        let pair = opponents[at].x;
        let opponent = opponents[at].y;
        let first = opponent > model;
        let wins = f32(outcome(pair, select(1u, 0u, first), lane));
        let losses = f32(outcome(pair, select(0u, 1u, first), lane));
        let votes = vec3<f32>(wins, losses, f32(outcome(pair, 2u, lane)));
        let here = slopes(votes, rating - parameter(opponent, lane), t);
        sum += vec2<f32>(here.x, select(0.0, here.y, first));
    }
    return sum;
}

@compute @workgroup_size(64)
fn slope(@builtin(global_invocation_id) id: vec3<u32>) {
    let lane = id.x;
    let at = id.y;
    if (!stands(lane, CLIMBING) || at >= params.parameters) {
        return;
    }
    var sum = 0.0;
    if (at < params.models) {
        sum = of_model(at, lane).x - params.prior * 0.5 * tanh(0.5 * parameter(at, lane));
    } else {
        for (var model = 0u; model < params.models; model++) {
            sum += of_model(model, lane).y;
        }
    }
    gradient[at * params.lanes + lane] = sum;
}
