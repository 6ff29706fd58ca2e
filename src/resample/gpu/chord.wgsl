// A chord step, one parameter of one replicate each: twin of chord.rs.

@group(0) @binding(2) var<storage, read> gradient: array<f32>;
// Inverse information of the original fit, row by row.
@group(0) @binding(3) var<storage, read> matrix: array<f32>;
@group(0) @binding(4) var<storage, read_write> moved: array<f32>;
@group(0) @binding(5) var<storage, read> start: array<f32>;

// Ratings beyond this are left to the CPU.
const LARGEST = 300.0;

@compute @workgroup_size(64)
fn chord(@builtin(global_invocation_id) id: vec3<u32>) {
    let lane = id.x;
    let row = id.y;
    if (!stands(lane, CLIMBING) || row >= params.parameters) {
        return;
    }
    var sum = 0.0;
    for (var k = 0u; k < params.parameters; k++) {
        sum += matrix[row * params.parameters + k] * gradient[k * params.lanes + lane];
    }
    let at = row * params.lanes + lane;
    moved[at] += sum;
    // Of numbers that are not negative the bits order as they do; NaN lies above them all.
    atomicMax(&lanes[word(SIZE, lane)], bitcast<u32>(abs(sum)));
    let beyond = abs(start[row] + moved[at]) > LARGEST;
    // Rao and Kupper's log parameter is positive.
    let below = params.ties == 3u && row == params.models && start[row] + moved[at] <= 0.0;
    if (beyond || below) {
        atomicMax(&lanes[word(SIZE, lane)], 0x7f800000u);
    }
}

// Whether a lane has arrived, as Batch::step of engine.rs.
@compute @workgroup_size(64)
fn settle(@builtin(global_invocation_id) id: vec3<u32>) {
    let lane = id.x;
    if (!stands(lane, CLIMBING)) {
        return;
    }
    let bits = atomicExchange(&lanes[word(SIZE, lane)], 0u);
    let size = bitcast<f32>(bits);
    let previous = bitcast<f32>(atomicExchange(&lanes[word(PREVIOUS, lane)], bits));
    var rate = 0.5;
    if (previous > 0.0) {
        rate = max(size / previous, params.fastest_rate);
    }
    if (bits >= 0x7f800000u) {
        atomicStore(&lanes[word(STATUS, lane)], LOST);
    } else if (size * rate <= params.tolerance * (1.0 - rate)) {
        atomicStore(&lanes[word(STATUS, lane)], HOME);
    } else if (rate > params.slowest_rate) {
        atomicStore(&lanes[word(STATUS, lane)], LOST);
    }
}
