import Foundation
package import LanguageModel
package import Storage

/// Tells an index of every passage that comes or goes, in that order, whichever process it was that made or took it. What was
/// told is noted, so that after a kill it goes on there; the last of it may be told twice.
///
/// One process tells at a time. A feed that is new, or was away for so long that changes are missing, begins with the passages that
/// are there.
package actor PassageFeed {
    /// What its place in the order is noted under: one for each copy of the index.
    package nonisolated let name: String
    private let sink: any PassageSink
    private let database: any Database
    private let place: FeedPlace
    private let time: any TimeSource
    private var delivery: Task<Void, any Error>?

    private static let batch = 200

    /// - Parameter holder: names this process among those that may tell; the same after a restart, so that it goes on at once.
    package init(
        name: String, sink: any PassageSink, database: any Database, holder: String = UUID().uuidString,
        time: any TimeSource = SystemTime()
    ) {
        self.name = name
        self.sink = sink
        self.database = database
        self.time = time
        place = FeedPlace(database: database, name: name, holder: holder, time: time)
    }

    /// Tells all that there is to tell until now.
    /// - Throws: what the index throws, which is told the same again the next time; ``Storage/StorageError``.
    package func catchUp() async throws {
        try await inTurn { feed in
            while true {
                let state = try await feed.place.state()
                guard state.hasWork || state.isUnseen else { return }
                if try await feed.alone({ try await feed.tell() }) { continue }
                // Another process is at it.
                try await feed.time.sleep(until: feed.time.now + .milliseconds(200))
            }
        }
    }

    /// Runs `body` while nothing is told, by this process or another one; not at all while another one tells.
    /// - Returns: whether it ran.
    @discardableResult
    package func pausing(_ body: @escaping @Sendable () async throws -> Void) async throws -> Bool {
        let ran = RanOnce()
        try await inTurn { feed in
            if try await feed.alone(body) { await ran.set() }
        }
        return await ran.value
    }

    /// Has everything told once more, as an index needs it that was lost.
    package func startOver() async throws {
        while let delivery { _ = await delivery.result }
        try await place.rewind()
    }

    /// How many changes were not told yet.
    package func pending() async throws -> Int {
        try await place.state().pending
    }

    private actor RanOnce {
        var value = false
        func set() { value = true }
    }

    /// One thing after another, in this process.
    private func inTurn(_ body: @escaping @Sendable (PassageFeed) async throws -> Void) async throws {
        // Whoever is at it may have begun before the last change was made.
        while let delivery { _ = await delivery.result }
        let task = Task { try await body(self) }
        delivery = task
        let result = await withTaskCancellationHandler {
            await task.result
        } onCancel: {
            task.cancel()
        }
        delivery = nil
        try result.get()
    }

    private struct Overtaken: Error {}

    /// Runs `body` while this process has the feed.
    /// - Returns: false when another one has it.
    private nonisolated func alone(_ body: @escaping @Sendable () async throws -> Void) async throws -> Bool {
        guard try await place.hold() else { return false }
        let result: Result<Void, any Error>
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await body() }
                group.addTask { [place, time] in
                    while true {
                        try await time.sleep(until: time.now + .seconds(3))
                        guard try await place.renew() else { throw Overtaken() }
                    }
                }
                defer { group.cancelAll() }
                _ = try await group.next()
            }
            result = .success(())
        } catch is Overtaken {
            result = .success(())
        } catch {
            result = .failure(error)
        }
        // Also when this task may do nothing more.
        await Task { [place] in try? await place.release() }.value
        try result.get()
        return true
    }

    private nonisolated func tell() async throws {
        var state = try await place.state()
        if state.isBehind {
            try await place.beginWithPassages()
            state = try await place.state()
        }
        if let last = state.toldUntil { try await tellPassages(after: last) }
        var cursor = state.seq
        while true {
            let changes = try await changes(after: cursor)
            if changes.isEmpty { return }
            for change in changes {
                switch change.kind {
                case .put: try await put(change)
                case .remove: try await remove(change)
                }
                cursor = change.seq
                try await place.advance(to: cursor)
            }
        }
    }

    /// All passages that there are; then the index forgets those that there are no more.
    private nonisolated func tellPassages(after passage: Int64) async throws {
        var last = passage
        while true {
            let entries = try await entries((last + 1)...Int64(Int.max))
            guard let end = entries.last else { break }
            try await sink.put(entries)
            last = end.id
            try await place.told(until: last)
        }
        try await sink.keepOnly { [database] ids in try await DocumentRows.known(ids, in: database) }
        try await place.told(until: nil)
    }

    private nonisolated func put(_ change: PassageChange) async throws {
        var next = change.range.lowerBound
        while next <= change.range.upperBound {
            // Those that are gone by now are not there; that they went is said further on.
            let entries = try await entries(next...change.range.upperBound)
            guard let last = entries.last else { return }
            try await sink.put(entries)
            next = last.id + 1
            if next <= change.range.upperBound {
                try await noteProgress(Int(next - change.range.lowerBound), of: change.document)
            }
        }
    }

    /// For those who wait for a long document.
    private nonisolated func noteProgress(_ done: Int, of document: String) async throws {
        try await database.write {
            try $0.execute(
                "UPDATE ingestion_jobs SET done = ? WHERE document_id = ? AND done < ? AND total >= ?",
                [.integer(done), .text(document), .integer(done), .integer(done)])
        }
    }

    private nonisolated func remove(_ change: PassageChange) async throws {
        for first in stride(from: change.range.lowerBound, through: change.range.upperBound, by: 1000) {
            try await sink.remove(passages: Array(first...min(first + 999, change.range.upperBound)), of: change.collection)
        }
    }

    private nonisolated func changes(after seq: Int) async throws -> [PassageChange] {
        let rows = try await database.read {
            try $0.query("SELECT * FROM passage_changes WHERE seq > ? ORDER BY seq LIMIT 100", [.integer(seq)])
        }
        return try rows.map { row in
            let (first, last) = (Int64(try row.integer("first_id")), Int64(try row.integer("last_id")))
            guard first <= last, let kind = PassageChange.Kind(rawValue: try row.text("kind")) else {
                throw StorageError.unreadable("a change of passages makes no sense")
            }
            return PassageChange(
                seq: try row.integer("seq"), kind: kind, collection: try row.text("collection_id"),
                document: try row.text("document_id"), range: first...last)
        }
    }

    private nonisolated func entries(_ range: ClosedRange<Int64>) async throws -> [IndexEntry] {
        try await database.read {
            try IndexEntry.read(
                "p.id BETWEEN ? AND ?", [.integer(Int(range.lowerBound)), .integer(Int(range.upperBound))], limit: Self.batch, $0)
        }
    }
}

extension IndexEntry {
    /// Passages as indexes are told of them, by their numbers.
    /// - Parameter condition: about the passage `p` and its document `d`.
    static func read(_ condition: String, _ values: [SQLValue], limit: Int, _ session: any SQLSession) throws -> [IndexEntry] {
        let rows = try session.query(
            """
            SELECT p.*, d.title FROM passages p JOIN documents d ON d.id = p.document_id
            WHERE \(condition) ORDER BY p.id LIMIT ?
            """, values + [.integer(limit)])
        return try rows.map { row in
            let passage = try Passage(row: row)
            let titles = ([try row.text("title")] + passage.headings).reduce(into: [String]()) {
                if $0.last != $1 { $0.append($1) }
            }
            return IndexEntry(
                id: passage.id, document: passage.documentID, collection: passage.collectionID,
                title: titles.joined(separator: " › "), text: passage.text, language: passage.language)
        }
    }
}
