import Knowledge

/// What a run found, by one of its legs, beside what an earlier one did.
struct EvaluationFindings: Sendable {
    struct Entry: Sendable {
        var question: EvaluationQuestion
        var before: LegAnswer?
        var after: LegAnswer
    }

    var run: EvaluationRun
    var against: EvaluationRun?
    /// `keywords`, `vectors` or `fused`.
    var leg: String
    /// Only beside another run, the greatest change first.
    var wins: [Entry] = []
    var losses: [Entry] = []
    var winCount = 0
    var lossCount = 0
    var same = 0
    /// Without another run: questions of which no document is among the first ten.
    var missed: [Entry] = []
    var missedCount = 0
    /// Of the documents that were found; those that are gone are missing.
    var titles: [String: String] = [:]

    /// Questions of a list.
    static let most = 100

    static let legs = ["keywords", "vectors", "fused"]

    /// - Parameters:
    ///   - against: the id of the run before; nil or empty for none.
    ///   - leg: the last one that both have when nil or empty.
    /// - Throws: ``Storage/StorageError``, `notFound` for a run that is not of the set.
    init(of run: String, against: String?, leg: String?, in set: String, _ desk: EvaluationDesk) async throws {
        self.run = try await desk.run(run, of: set)
        if let against = against?.filled { self.against = try await desk.run(against, of: set) }
        let own = self.run.legs.map(\.name)
        let shared = self.against.map { other in own.filter { name in other.legs.contains { $0.name == name } } } ?? own
        self.leg = leg?.filled ?? shared.last ?? "keywords"
        let after = try await desk.answers(of: self.run, leg: self.leg)
        let questions = try await desk.questions(of: set)
        if let before = self.against {
            let comparison = RunComparison(before: try await desk.answers(of: before, leg: self.leg), after: after)
            func entries(_ changes: [RunComparison.Change]) -> [Entry] {
                changes.prefix(Self.most).compactMap { change in
                    questions[change.ordinal].map { Entry(question: $0, before: change.before, after: change.after) }
                }
            }
            (winCount, lossCount, same) = (comparison.wins.count, comparison.losses.count, comparison.same)
            wins = entries(comparison.wins)
            losses = entries(comparison.losses)
        } else {
            let nothing = after.filter { $0.value.recall10 == 0 }.sorted { $0.key < $1.key }
            missedCount = nothing.count
            missed = nothing.prefix(Self.most).compactMap { ordinal, answer in
                questions[ordinal].map { Entry(question: $0, after: answer) }
            }
        }
        let found = (wins + losses + missed).flatMap { ($0.before?.found ?? []) + $0.after.found }
        titles = try await desk.titles(of: Set(found))
    }
}
