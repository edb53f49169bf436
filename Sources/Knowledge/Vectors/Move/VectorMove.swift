/// Moves collections from one store to another: counted, compared point by point, and to be begun again where it ended.
///
/// What the destination has already is not sent again, so a move that was interrupted goes on when it is started anew.
package struct VectorMove: Sendable {
    private let source: any VectorStore
    private let destination: any VectorStore
    private let isDryRun: Bool
    private let pause: @Sendable () async throws -> Void

    private static let page = 200
    /// How far a number may be off after it was written and read in another form.
    private static let tolerance: Float = 1e-5
    /// How often a store that answers late is looked at again.
    private static let looks = 60

    /// - Parameters:
    ///   - isDryRun: only says what would be moved.
    ///   - pause: waits a second before the destination is looked at once more.
    package init(
        from source: any VectorStore, to destination: any VectorStore, isDryRun: Bool = false,
        pause: @escaping @Sendable () async throws -> Void
    ) {
        self.source = source
        self.destination = destination
        self.isDryRun = isDryRun
        self.pause = pause
    }

    /// Moves one collection, which stays in the source as it was.
    /// - Parameter onProgress: told how many points have been looked at, of how many.
    /// - Throws: ``VectorStoreError``
    package func move(
        _ collection: String, onProgress: @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) async throws -> VectorMoveReport {
        var report = VectorMoveReport(
            collection: collection, dimensions: try await source.dimensions(of: collection),
            points: try await source.count(in: collection), isDryRun: isDryRun)
        let isNew = try await !destination.collections().contains(collection)
        if !isDryRun { try await destination.make(collection, dimensions: report.dimensions) }
        var done = 0
        try await forEachPage(of: collection) { points in
            let missing = isNew ? points : try await different(points, in: collection)
            if !isDryRun, !missing.isEmpty { try await destination.put(missing) }
            report.moved += missing.count
            done += points.count
            report.present += points.count - missing.count
            onProgress(done, report.points)
        }
        if !isDryRun { try await verify(&report) }
        return report
    }

    /// Compares everything; a store that answers late is given time.
    private func verify(_ report: inout VectorMoveReport) async throws {
        for look in 1...(destination.kind.isEventual ? Self.looks : 1) {
            var verified = 0
            var different = 0
            try await forEachPage(of: report.collection) { points in
                let missing = try await self.different(points, in: report.collection)
                verified += points.count - missing.count
                different += missing.count
            }
            report.verified = verified
            report.different = different
            report.arrived = try await destination.count(in: report.collection)
            if report.isComplete || look == Self.looks || !destination.kind.isEventual { return }
            try await pause()
        }
    }

    private func forEachPage(of collection: String, _ body: ([VectorPoint]) async throws -> Void) async throws {
        var cursor: String?
        repeat {
            try Task.checkCancellation()
            let page = try await source.scan(collection, after: cursor, limit: Self.page)
            if !page.points.isEmpty { try await body(page.points) }
            cursor = page.next
        } while cursor != nil
    }

    /// Those of `points` that the destination does not have, or not so.
    private func different(_ points: [VectorPoint], in collection: String) async throws -> [VectorPoint] {
        let there: [VectorPoint]
        do {
            there = try await destination.points(points.map(\.id), in: collection)
        } catch VectorStoreError.unknownCollection {
            return points
        }
        let byID = Dictionary(there.map { ($0.id, $0) }) { first, _ in first }
        return points.filter { point in
            guard let other = byID[point.id], other.document == point.document, other.vector.count == point.vector.count else {
                return true
            }
            return !zip(point.vector, other.vector).allSatisfy { abs($0 - $1) <= Self.tolerance }
        }
    }
}

/// What became of a collection that was moved.
package struct VectorMoveReport: Sendable, Hashable, Encodable {
    package var collection: String
    package var dimensions: Int
    /// In the source when the move began.
    package var points: Int
    package var isDryRun: Bool
    /// Sent, or to be sent.
    package var moved = 0
    /// In the destination before.
    package var present = 0
    /// Found in the destination as they are in the source.
    package var verified = 0
    /// Missing in the destination at the end, or other than in the source.
    package var different = 0
    /// In the destination at the end.
    package var arrived = 0

    /// Whether the destination holds what the source does, and nothing else.
    package var isComplete: Bool { different == 0 && arrived == verified && verified >= points }

    enum CodingKeys: String, CodingKey {
        case collection, dimensions, points
        case isDryRun = "dry_run"
        case moved, present, verified, different, arrived
    }
}
