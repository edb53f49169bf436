package import LanguageModel
import Storage

/// Sets, runs and their comparison: what surfaces speak to. All of it is for admins.
package struct EvaluationDesk: Sendable {
    private let repository: EvaluationRepository
    package let targets: EvaluationTargets
    private let time: any TimeSource
    private let makeID: @Sendable () -> String

    package init(
        repository: EvaluationRepository, targets: EvaluationTargets, time: any TimeSource,
        makeID: @escaping @Sendable () -> String
    ) {
        self.repository = repository
        self.targets = targets
        self.time = time
        self.makeID = makeID
    }

    // MARK: Sets

    /// The newest first, each with its newest run.
    package func sets() async throws -> [(set: EvaluationSet, newest: EvaluationRun?)] {
        let runs = try await repository.newestRuns()
        return try await repository.sets().map { ($0, runs[$0.id]) }
    }

    /// - Throws: ``Storage/StorageError``, `notFound` when there is none.
    package func set(_ id: String) async throws -> EvaluationSet {
        guard let set = try await repository.set(id) else { throw StorageError.notFound }
        return set
    }

    /// Keeps questions, all of them or none.
    /// - Throws: ``EvaluationError`` `unusable` or `unknownTarget`; ``Storage/StorageError``.
    package func create(name: String, target: EvaluationSet.Target, _ file: QuestionFile) async throws -> EvaluationSet {
        let collections = try await targets.collections(of: target)
        let names = try await repository.documentNames(in: collections.map(\.id))
        let questions = try file.questions(in: names)
        let set = EvaluationSet(
            id: makeID(), name: name, target: target, questions: questions.count,
            createdAt: Timestamp(seconds: time.wallClock).seconds)
        try await repository.add(set, questions)
        return set
    }

    /// Deletes a set with its runs; what is under way of it ends.
    /// - Throws: ``Storage/StorageError``, `notFound` when there is none.
    package func delete(_ id: String) async throws {
        try await repository.delete(id)
    }

    // MARK: Runs

    /// Has a set run as soon as no other run is under way.
    /// - Throws: ``EvaluationError`` `busy` or `unknownTarget`; ``Storage/StorageError``, `notFound` when there is no such set.
    package func start(_ id: String, note: String) async throws -> EvaluationRun {
        let set = try await set(id)
        _ = try await targets.collections(of: set.target)
        return try await repository.start(makeID(), of: set, note: note, now: time.wallClock)
    }

    /// The newest first.
    package func runs(of set: String) async throws -> [EvaluationRun] { try await repository.runs(of: set) }

    /// - Throws: ``Storage/StorageError``, `notFound` when there is none.
    package func run(_ id: String, of set: String) async throws -> EvaluationRun {
        guard let run = try await repository.run(id, of: set) else { throw StorageError.notFound }
        return run
    }

    /// - Throws: ``EvaluationError/nothingToCancel``; ``Storage/StorageError``, `notFound` when there is none.
    package func cancel(_ id: String, of set: String) async throws -> EvaluationRun {
        _ = try await run(id, of: set)
        try await repository.cancel(id, now: time.wallClock)
        return try await run(id, of: set)
    }

    /// - Throws: ``EvaluationError/busy`` while it is not finished; ``Storage/StorageError``, `notFound` when there is none.
    package func delete(run id: String, of set: String) async throws {
        try await repository.delete(run: id, of: set)
    }

    // MARK: What was found

    /// The questions of a set, by their numbers. A document that was deleted and came again is expected as what it is now, as runs
    /// expect it.
    /// - Throws: ``Storage/StorageError``, `notFound` when there is no such set.
    package func questions(of id: String) async throws -> [Int: EvaluationQuestion] {
        let set = try await set(id)
        var names = DocumentNames()
        do {
            names = try await repository.documentNames(in: try await targets.collections(of: set.target).map(\.id))
        } catch EvaluationError.unknownTarget {
            // What it searched is gone, and with it every document.
        }
        var questions: [Int: EvaluationQuestion] = [:]
        for var question in try await repository.questions(of: id) {
            for place in question.expected.indices {
                question.expected[place].document = names.find(question.expected[place])
            }
            questions[question.ordinal] = question
        }
        return questions
    }

    /// What one leg of a run found, by question; empty when the run has no such leg.
    package func answers(of run: EvaluationRun, leg: String) async throws -> [Int: LegAnswer] {
        guard let place = run.legs.firstIndex(where: { $0.name == leg }) else { return [:] }
        return try await repository.results(of: run.id).compactMapValues { $0.indices.contains(place) ? $0[place] : nil }
    }

    /// The titles of those of `ids` that are there, and that every admin may read.
    package func titles(of ids: Set<String>) async throws -> [String: String] {
        let readable = Set(try await targets.all().map(\.id))
        return try await repository.documents(ids.sorted()).filter { readable.contains($0.value.collection) }
            .mapValues(\.title)
    }
}
