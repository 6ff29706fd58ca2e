// The votes of judges drawn: twin of draw_judges.rs.

// How often each judge was drawn.
@group(0) @binding(BIND_DRAWN) var<storage, read> weights: array<u32>;
@group(0) @binding(BIND_COUNTS) var<storage, read_write> counts: array<u32>;
// Where each cell's voters begin in `voters`.
@group(0) @binding(BIND_VOTER_OFFSETS) var<storage, read> offsets: array<u32>;
@group(0) @binding(BIND_VOTERS) var<storage, read> voters: array<Voter>;

@compute @workgroup_size(WORKGROUP)
fn draw_judges(
    @builtin(global_invocation_id) id: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
) {
    let lane = id.x;
    if (!has_status(lane, FITTING)) {
        return;
    }
    for (var cell = id.y; cell < 3u * params.pairs; cell += groups.y) {
        var sum = 0u;
        for (var at = offsets[cell]; at < offsets[cell + 1u]; at++) {
            sum += weights[voters[at].judge * params.lanes + lane] * voters[at].votes;
        }
        counts[cell * params.lanes + lane] = sum;
    }
}
