/// The candidate that `name` was most likely meant to be, for error messages; nil when none is near.
///
/// Near means an edit distance (insertions, deletions, substitutions, swaps of neighbours; letter case ignored) of at
/// most a third of the longer name, and at least one is always allowed.
package func nearest(to name: String, in candidates: some Sequence<String>) -> String? {
    let wanted = Array(name.lowercased())
    let ranked = candidates.map { candidate in
        (candidate, editDistance(wanted, Array(candidate.lowercased())))
    }
    let best = ranked.min { ($0.1, $0.0) < ($1.1, $1.0) }
    guard let (candidate, distance) = best else { return nil }
    return distance <= max(1, max(wanted.count, candidate.count) / 3) ? candidate : nil
}

/// Optimal string alignment distance.
private func editDistance(_ a: [Character], _ b: [Character]) -> Int {
    if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
    var beforeLast = [Int](repeating: 0, count: b.count + 1)
    var last = Array(0...b.count)
    for i in 1...a.count {
        var row = [i] + [Int](repeating: 0, count: b.count)
        for j in 1...b.count {
            let substitution = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
            row[j] = min(last[j] + 1, row[j - 1] + 1, substitution)
            if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
                row[j] = min(row[j], beforeLast[j - 2] + 1)
            }
        }
        (beforeLast, last) = (last, row)
    }
    return last[b.count]
}
