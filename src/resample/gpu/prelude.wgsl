// What every kernel knows: the plan's sizes, how each replicate of a batch stands, and random
// numbers. A replicate is a lane; arrays over lanes are `row * params.lanes + lane`.

struct Params {
    key: vec2<u32>,
    // The replicate of the first lane, and how many lanes hold one.
    first: u32,
    count: u32,
    lanes: u32,
    // Votes of a replicate (or judges), and the parts they are drawn in.
    votes: u32,
    parts: u32,
    single_bits: u32,
    models: u32,
    parameters: u32,
    pairs: u32,
    // What is drawn: cells, or judges.
    drawn: u32,
    // 0 half, 1 dropped, 2 Davidson, 3 Rao-Kupper.
    ties: u32,
    // Pairs of the witness's tree, then (0 or 1) whether a decisive and a tied pair follow them.
    tree: u32,
    tie_witness: u32,
    prior: f32,
    tolerance: f32,
    fastest_rate: f32,
    slowest_rate: f32,
}

@group(0) @binding(0) var<uniform> params: Params;

// Five words of every lane.
@group(0) @binding(1) var<storage, read_write> lanes: array<atomic<u32>>;
const TOTAL = 0u;
const ATTEMPT = 1u;
const STATUS = 2u;
const SIZE = 3u;
const PREVIOUS = 4u;

// A lane's status.
const CLIMBING = 0u;
const HOME = 1u;
const LOST = 2u;
const TO_DRAW = 3u;

fn word(field: u32, lane: u32) -> u32 {
    return field * params.lanes + lane;
}

fn stands(lane: u32, status: u32) -> bool {
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
    var key = params.key;
    for (var round = 0u; round < 10u; round++) {
        counter = vec4<u32>(
            high(0xCD9E8D57u, counter.z) ^ counter.y ^ key.x,
            0xCD9E8D57u * counter.z,
            high(0xD2511F53u, counter.x) ^ counter.w ^ key.y,
            0xD2511F53u * counter.x,
        );
        key += vec2<u32>(0x9E3779B9u, 0xBB67AE85u);
    }
    return counter;
}
