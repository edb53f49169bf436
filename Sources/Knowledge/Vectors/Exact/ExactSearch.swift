import Foundation

/// A search over every row of a snapshot. A byte for each number says between which bounds a row's score lies; only rows
/// whose upper bound reaches the lower bounds of the best are looked at in full. So the answer is exactly that of comparing
/// all rows in full, from a quarter of the memory.
struct ExactSearch: Sendable {
    struct Candidate {
        var row: Int
        var lower: Float
        var upper: Float
    }

    /// Rows below which a second task is not worth its start.
    private static let rowsOfATask = 8192

    let snapshot: VectorSnapshot
    let query: VectorQuery
    let limit: Int
    /// For each document of the snapshot, whether its rows may be found; nil for all.
    let isAllowed: [Bool]?

    /// - Parameter unit: at length 1, of the snapshot's dimensions.
    init(_ snapshot: VectorSnapshot, unit: [Float], documents: Set<String>?, limit: Int) {
        self.snapshot = snapshot
        query = VectorQuery(unit: unit)
        self.limit = limit
        isAllowed = documents.map { allowed in
            var isAllowed = [Bool](repeating: false, count: snapshot.documents.count)
            for document in allowed {
                if let position = snapshot.positions[document] { isAllowed[Int(position)] = true }
            }
            return isAllowed
        }
    }

    func hits() async -> [VectorHit] {
        let rows = snapshot.rowCount
        let tasks = max(1, min(ProcessInfo.processInfo.activeProcessorCount, rows / Self.rowsOfATask))
        let share = (rows + tasks - 1) / tasks
        let found = await withTaskGroup(of: [Candidate].self) { group in
            for task in 1..<max(2, tasks) where task < tasks {
                group.addTask { candidates(in: task * share..<min(rows, (task + 1) * share)) }
            }
            var all = candidates(in: 0..<min(rows, share))
            for await part in group { all += part }
            return all
        }
        return ranked(found)
    }

    /// Rows of `range` that may be among the best.
    private func candidates(in range: Range<Int>) -> [Candidate] {
        var best = LargestScores(limit: limit)
        var found: [Candidate] = []
        var crowd = max(1024, limit * 4)
        let stride = snapshot.stride
        snapshot.isAlive.withUnsafeBufferPointer { isAlive in
            snapshot.documentOf.withUnsafeBufferPointer { documentOf in
                query.codes.withUnsafeBufferPointer { queryCodes in
                    guard let queryCodes = queryCodes.baseAddress else { return }
                    for block in snapshot.blocks where block.rows.overlaps(range) {
                        let codes = snapshot.codes(of: block)
                        let scales = snapshot.scales(of: block)
                        let errors = snapshot.errors(of: block)
                        for row in block.rows.clamped(to: range) where isAlive[row] {
                            if let isAllowed, !isAllowed[Int(documentOf[row])] { continue }
                            let position = row &- block.firstRow
                            let sum = product(codes + position &* stride, queryCodes, count: stride)
                            let score = Float(sum) * (scales[position] * query.scale)
                            let margin = errors[position] + (1 + errors[position]) * query.error
                            guard score + margin >= best.least else { continue }
                            best.insert(score - margin)
                            found.append(Candidate(row: row, lower: score - margin, upper: score + margin))
                            if found.count >= crowd {
                                found.removeAll { $0.upper < best.least }
                                crowd = max(crowd, found.count * 2)
                            }
                        }
                    }
                }
            }
        }
        found.removeAll { $0.upper < best.least }
        return found
    }

    /// The best of `candidates` by their true scores.
    private func ranked(_ candidates: [Candidate]) -> [VectorHit] {
        var best = LargestScores(limit: limit)
        for candidate in candidates { best.insert(candidate.lower) }
        let hits = query.numbers.withUnsafeBufferPointer { numbers -> [VectorHit] in
            guard let numbers = numbers.baseAddress else { return [] }
            return candidates.filter { $0.upper >= best.least }
                .map { VectorHit(id: snapshot.id(of: $0.row), score: snapshot.product(of: $0.row, numbers)) }
        }
        return hits.nearestFirst(limit)
    }
}

/// The largest of the numbers that it was given, so many of them at most: a heap with the least on top.
struct LargestScores {
    private let limit: Int
    private var heap: [Float] = []

    init(limit: Int) {
        self.limit = limit
    }

    /// The least of the largest; minus infinity while there are fewer.
    var least: Float { heap.count == limit ? heap[0] : -.infinity }

    mutating func insert(_ score: Float) {
        if heap.count < limit {
            heap.append(score)
            var child = heap.count - 1
            while child > 0, heap[(child - 1) / 2] > heap[child] {
                heap.swapAt(child, (child - 1) / 2)
                child = (child - 1) / 2
            }
        } else if score > heap[0] {
            heap[0] = score
            var parent = 0
            while true {
                var least = parent
                for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && heap[child] < heap[least] {
                    least = child
                }
                guard least != parent else { return }
                heap.swapAt(parent, least)
                parent = least
            }
        }
    }
}

extension [VectorHit] {
    /// The nearest, those equally near by number.
    func nearestFirst(_ limit: Int) -> [VectorHit] {
        Array(sorted { $0.score != $1.score ? $0.score > $1.score : $0.id < $1.id }.prefix(limit))
    }
}
