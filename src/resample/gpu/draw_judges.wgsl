// The votes of judges drawn: twin of draw_judges.rs.

// How often each judge was drawn.
@group(0) @binding(2) var<storage, read> weights: array<u32>;
@group(0) @binding(3) var<storage, read_write> counts: array<u32>;
// Where each cell's voters begin in `voters`.
@group(0) @binding(4) var<storage, read> offsets: array<u32>;
// (judge, votes).
@group(0) @binding(5) var<storage, read> voters: array<vec2<u32>>;

@compute @workgroup_size(64)
fn draw_judges(
    @builtin(global_invocation_id) id: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
) {
    let lane = id.x;
    if (!stands(lane, CLIMBING)) {
        return;
    }
    for (var cell = id.y; cell < 3u * params.pairs; cell += groups.y) {
        var sum = 0u;
        for (var at = offsets[cell]; at < offsets[cell + 1u]; at++) {
            sum += weights[voters[at].x * params.lanes + lane] * voters[at].y;
        }
        counts[cell * params.lanes + lane] = sum;
    }
}
