package import LanguageModel
import Storage

/// How passages are searched, leg by leg, as the server does it for questions.
package struct EvaluationSearch: Sendable {
    /// The passages nearest in meaning, best first.
    package typealias Vectors = @Sendable (PassageQuery, Int) async throws -> [ScoredPassage]

    /// The passages nearest by their words.
    package var keywords: @Sendable (PassageQuery, Int) async throws -> KeywordRanking
    /// nil when no model embeds; asked once for each question.
    package var vectors: Vectors?
    /// What embeds; nil when no model does.
    package var model: String?

    package init(
        keywords: @escaping @Sendable (PassageQuery, Int) async throws -> KeywordRanking, vectors: Vectors? = nil,
        model: String? = nil
    ) {
        self.keywords = keywords
        self.vectors = vectors
        self.model = model
    }
}

/// Asks the questions of a set, one after the other, and keeps what each leg finds.
package struct EvaluationRunner: Sendable {
    let repository: EvaluationRepository
    let targets: EvaluationTargets
    let search: EvaluationSearch
    /// The program's.
    let version: String
    let time: any TimeSource

    /// Passages of a leg that are made into a ranking of documents.
    private static let depth = 200
    /// Questions that are kept at once, at most.
    private static let batch = 50
    /// How often it is said how far a run is, in seconds.
    private static let pause: Duration = .milliseconds(500)

    package init(
        repository: EvaluationRepository, targets: EvaluationTargets, search: EvaluationSearch, version: String,
        time: any TimeSource
    ) {
        self.repository = repository
        self.targets = targets
        self.search = search
        self.version = version
        self.time = time
    }

    /// At a start: says of what this server had in hand when it went down that it was interrupted.
    package func interruptOwn() async throws {
        try await repository.interruptOwn(now: time.wallClock)
    }

    /// Runs what has waited longest.
    /// - Returns: false when nothing waits, or another server is at one.
    /// - Throws: ``Storage/StorageError``; `CancellationError`, and the run is `interrupted` then.
    package func work() async throws -> Bool {
        guard let run = try await repository.claim(now: time.wallClock) else { return false }
        do {
            try await perform(run)
        } catch is CancellationError {
            try await repository.end(run.id, as: .interrupted, now: time.wallClock)
            throw CancellationError()
        } catch let error as StorageError {
            throw error
        } catch EvaluationError.unknownTarget {
            try await repository.end(run.id, as: .failed, reason: "What it searches is gone.", now: time.wallClock)
        } catch {
            try await repository.end(run.id, as: .failed, reason: "\(error)", now: time.wallClock)
        }
        return true
    }

    private func perform(_ run: EvaluationRun) async throws {
        guard let set = try await repository.set(run.set) else { return }
        let collections = try await targets.collections(of: set.target)
        var ground = EvaluationGround(
            collections: try await targets.ground(of: collections), model: search.vectors == nil ? nil : search.model,
            version: version)
        try await repository.begin(run.id, on: ground)
        let names = search.vectors == nil ? ["keywords"] : ["keywords", "vectors", "fused"]
        var answers: [[LegAnswer]] = names.map { _ in [] }
        var results: [QuestionResult] = []
        var said = time.now
        let documents = try await repository.documentNames(in: collections.map(\.id))
        let questions = try await repository.questions(of: set.id)
        for (place, question) in questions.enumerated() {
            try Task.checkCancellation()
            let expected = Set(question.expected.map { documents.find($0) })
            let result = try await ask(question, expected: expected, in: collections.map(\.id))
            for (leg, answer) in result.legs.enumerated() { answers[leg].append(answer) }
            results.append(result)
            guard results.count == Self.batch || place == questions.count - 1 || time.now - said >= Self.pause else { continue }
            guard try await repository.keep(results, of: run.id, done: place + 1) else {
                return try await repository.end(run.id, as: .cancelled, now: time.wallClock)
            }
            results = []
            said = time.now
        }
        let after = try await targets.ground(of: try await targets.collections(of: set.target))
        ground.changedMeanwhile = after != ground.collections
        try await repository.end(
            run.id, as: .done, ground: ground, figures: zip(names, answers).map { LegFigures(name: $0, $1) },
            now: time.wallClock)
    }

    private func ask(
        _ question: EvaluationQuestion, expected: Set<String>, in collections: [String]
    ) async throws -> QuestionResult {
        let query = PassageQuery(text: question.text, collections: collections)
        let began = time.now
        let words = try await search.keywords(query, Fusion.depth)
        let searched = time.now
        var documents = Dictionary(words.hits.map { ($0.id, $0.document) }) { first, _ in first }
        guard let vectors = search.vectors else {
            let ranking = Self.ranking(words.hits.prefix(Self.depth).map(\.id), of: documents)
            return QuestionResult(
                ordinal: question.ordinal,
                legs: [LegAnswer(ranking, expected: expected, took: (searched - began).milliseconds)])
        }
        let near = try await vectors(query, Fusion.depth)
        let found = time.now
        let fusion = Fusion(keywords: words, vectors: near, limit: Self.depth)
        let end = time.now
        let missing = Set(near.prefix(Self.depth).map(\.id)).subtracting(documents.keys).sorted()
        documents.merge(try await repository.documents(ofPassages: missing)) { first, _ in first }
        let legs: [(ids: [Int64], took: Duration)] = [
            (words.hits.prefix(Self.depth).map(\.id), searched - began), (near.prefix(Self.depth).map(\.id), found - searched),
            (fusion.hits.map(\.id), end - began),
        ]
        return QuestionResult(
            ordinal: question.ordinal,
            legs: legs.map {
                LegAnswer(Self.ranking($0.ids, of: documents), expected: expected, took: $0.took.milliseconds)
            })
    }

    /// The documents of passages, each where its best passage stands.
    private static func ranking(_ passages: [Int64], of documents: [Int64: String]) -> [String] {
        var seen: Set<String> = []
        return passages.compactMap { documents[$0] }.filter { seen.insert($0).inserted }
    }
}
