// Draws a replicate's votes (or judges) cell by cell: twin of draw_votes.rs.

@group(0) @binding(BIND_DRAWN) var<storage, read_write> drawn: array<atomic<u32>>;
@group(0) @binding(BIND_PARTS) var<storage, read> parts: array<Part>;
// VoteTables::entries and ::low.
@group(0) @binding(BIND_ENTRIES) var<storage, read> entries: array<u32>;
@group(0) @binding(BIND_LOW) var<storage, read> low: array<u32>;
@group(0) @binding(BIND_SINGLES) var<storage, read> singles: array<Single>;

// Every lane is to be drawn, from its first attempt on.
@compute @workgroup_size(WORKGROUP)
fn reset(@builtin(global_invocation_id) id: vec3<u32>) {
    if (id.x >= params.lanes) {
        return;
    }
    atomicStore(&lanes[word(TOTAL, id.x)], 0u);
    atomicStore(&lanes[word(ATTEMPT, id.x)], 0u);
    atomicStore(&lanes[word(STATUS, id.x)], TO_DRAW);
}

// The parts' Poisson counts.
@compute @workgroup_size(WORKGROUP)
fn draw_parts(
    @builtin(global_invocation_id) id: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
) {
    let lane = id.x;
    if (!has_status(lane, TO_DRAW)) {
        return;
    }
    let attempt = atomicLoad(&lanes[word(ATTEMPT, lane)]);
    let replicate = params.first + lane;
    var total = 0u;
    for (var block = id.y; 4u * block < params.parts; block += groups.y) {
        let words = philox(vec4<u32>(block, CELLS, replicate, attempt));
        for (var w = 0u; w < 4u && 4u * block + w < params.parts; w++) {
            let part = parts[4u * block + w];
            let slot = words[w] >> (32u - part.bits);
            let entry = entries[part.offset + slot];
            let place = (words[w] << part.bits) >> 16u;
            var own = place < (entry >> 16u);
            if (place == (entry >> 16u)) {
                let extra = philox(vec4<u32>(4u * block + w, CELLS_EXTRA, replicate, attempt));
                own = extra.x < low[part.offset + slot];
            }
            let votes = part.minimum + select(entry & 0xffffu, slot, own);
            atomicAdd(&drawn[part.cell * params.lanes + lane], votes);
            total += votes;
        }
    }
    atomicAdd(&lanes[word(TOTAL, lane)], total);
}

// Totals beyond the votes are drawn again; the others are drawn but for single votes.
@compute @workgroup_size(WORKGROUP)
fn check_total(@builtin(global_invocation_id) id: vec3<u32>) {
    if (!has_status(id.x, TO_DRAW)) {
        return;
    }
    if (atomicLoad(&lanes[word(TOTAL, id.x)]) <= params.votes) {
        atomicStore(&lanes[word(STATUS, id.x)], FITTING);
    } else {
        atomicStore(&lanes[word(TOTAL, id.x)], 0u);
        atomicAdd(&lanes[word(ATTEMPT, id.x)], 1u);
    }
}

// Clears the counts of what is to be drawn again.
@compute @workgroup_size(WORKGROUP)
fn clear_counts(
    @builtin(global_invocation_id) id: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
) {
    if (!has_status(id.x, TO_DRAW)) {
        return;
    }
    for (var cell = id.y; cell < params.drawn; cell += groups.y) {
        atomicStore(&drawn[cell * params.lanes + id.x], 0u);
    }
}

// The votes still missing, one by one.
@compute @workgroup_size(WORKGROUP)
fn draw_singles(
    @builtin(global_invocation_id) id: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
) {
    let lane = id.x;
    if (!has_status(lane, FITTING)) {
        return;
    }
    let missing = params.votes - atomicLoad(&lanes[word(TOTAL, lane)]);
    for (var block = id.y; 2u * block < missing; block += groups.y) {
        let words = philox(vec4<u32>(block, TOP_UP, params.first + lane, 0u));
        for (var vote = 0u; vote < 2u && 2u * block + vote < missing; vote++) {
            // A table of one slot has no bits to shift by.
            var slot = 0u;
            if (params.single_bits > 0u) {
                slot = words[2u * vote] >> (32u - params.single_bits);
            }
            let single = singles[slot];
            let cell = select(single.alias_cell, slot, words[2u * vote + 1u] < single.threshold);
            atomicAdd(&drawn[cell * params.lanes + lane], 1u);
        }
    }
}
