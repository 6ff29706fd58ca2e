// A chord step, CHORD_ROWS parameters of one replicate each: twin of chord.rs.

@group(0) @binding(BIND_GRADIENT) var<storage, read> gradient: array<f32>;
// Inverse information of the original fit: blocks of CHORD_ROWS rows, each column by column.
@group(0) @binding(BIND_MATRIX) var<storage, read> matrix: array<vec4<f32>>;
@group(0) @binding(BIND_MOVED) var<storage, read_write> moved: array<f32>;
@group(0) @binding(BIND_START) var<storage, read> start: array<f32>;

// The bits of infinity. Of numbers that are not negative the bits order as they do; NaN lies above.
const INFINITE = 0x7f800000u;

@compute @workgroup_size(WORKGROUP)
fn chord(@builtin(global_invocation_id) id: vec3<u32>) {
    let lane = id.x;
    let block = id.y;
    if (!has_status(lane, FITTING) || CHORD_ROWS * block >= params.parameters) {
        return;
    }
    var sum = vec4<f32>(0.0);
    for (var k = 0u; k < params.parameters; k++) {
        sum += matrix[block * params.parameters + k] * gradient[k * params.lanes + lane];
    }
    var size = 0u;
    for (var row = 0u; row < CHORD_ROWS && CHORD_ROWS * block + row < params.parameters; row++) {
        let parameter = CHORD_ROWS * block + row;
        let at = parameter * params.lanes + lane;
        moved[at] += sum[row];
        size = max(size, bitcast<u32>(abs(sum[row])));
        let beyond = abs(start[parameter] + moved[at]) > params.largest_rating;
        // Rao and Kupper's log parameter is positive.
        let below = params.ties == TIES_RAO_KUPPER && parameter == params.models
            && start[parameter] + moved[at] <= 0.0;
        if (beyond || below) {
            size = max(size, INFINITE);
        }
    }
    atomicMax(&lanes[word(STEP_SIZE, lane)], size);
}

// Whether a lane has converged, as Batch::step of engine.rs.
@compute @workgroup_size(WORKGROUP)
fn check_convergence(@builtin(global_invocation_id) id: vec3<u32>) {
    let lane = id.x;
    if (!has_status(lane, FITTING)) {
        return;
    }
    let bits = atomicExchange(&lanes[word(STEP_SIZE, lane)], 0u);
    let size = bitcast<f32>(bits);
    let last = bitcast<f32>(atomicExchange(&lanes[word(LAST_STEP_SIZE, lane)], bits));
    var rate = 0.5;
    if (last > 0.0) {
        rate = max(size / last, params.fastest_rate);
    }
    if (bits >= INFINITE) {
        atomicStore(&lanes[word(STATUS, lane)], UNSETTLED);
    } else if (size * rate <= params.tolerance * (1.0 - rate)) {
        atomicStore(&lanes[word(STATUS, lane)], CONVERGED);
    } else if (rate > params.slowest_rate) {
        atomicStore(&lanes[word(STATUS, lane)], UNSETTLED);
    }
}
