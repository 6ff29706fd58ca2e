// What every kernel has, below the constants and structs that `shared.rs` writes: the state of each
// replicate of a batch, and random numbers. A replicate is a lane; arrays over lanes are
// `row * params.lanes + lane`.

@group(0) @binding(BIND_PARAMS) var<uniform> params: Params;
// LANE_WORDS words of every lane.
@group(0) @binding(BIND_LANES) var<storage, read_write> lanes: array<atomic<u32>>;

fn word(field: u32, lane: u32) -> u32 {
    return field * params.lanes + lane;
}

fn has_status(lane: u32, status: u32) -> bool {
    return lane < params.count && atomicLoad(&lanes[word(STATUS, lane)]) == status;
}

// The high half of a product: WGSL has no 64-bit numbers.
fn high(a: u32, b: u32) -> u32 {
    let al = a & 0xffffu;
    let ah = a >> 16u;
    let bl = b & 0xffffu;
    let bh = b >> 16u;
    let middle = al * bh + ((al * bl) >> 16u);
    let other = ah * bl + (middle & 0xffffu);
    return ah * bh + (middle >> 16u) + (other >> 16u);
}

// Philox 4x32-10, as philox.rs.
fn philox(start: vec4<u32>) -> vec4<u32> {
    var counter = start;
    var key = vec2<u32>(params.key_low, params.key_high);
    for (var round = 0u; round < PHILOX_ROUNDS; round++) {
        counter = vec4<u32>(
            high(MULTIPLIER_1, counter.z) ^ counter.y ^ key.x,
            MULTIPLIER_1 * counter.z,
            high(MULTIPLIER_0, counter.x) ^ counter.w ^ key.y,
            MULTIPLIER_0 * counter.x,
        );
        key += vec2<u32>(WEYL_0, WEYL_1);
    }
    return counter;
}

// Slopes are summed in whole parts of a vote, so that both sides of a pair get the very same with
// the sign turned and all models' slopes sum to 0 but for the prior's, which holds their mean by so
// little that rounding would move it at every step.
fn in_whole(slopes: vec2<f32>) -> vec2<i32> {
    return vec2<i32>(round(slopes * params.parts_of_a_vote));
}

fn in_votes(sum: i32) -> f32 {
    return f32(sum) / params.parts_of_a_vote;
}
