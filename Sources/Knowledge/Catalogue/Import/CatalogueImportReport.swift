/// What became of the rows of a file.
package struct CatalogueImportReport: Sendable, Hashable {
    /// A row that was not taken in.
    package struct Problem: Sendable, Hashable {
        /// From 1.
        package var line: Int
        package var reason: String
    }

    package var isDryRun: Bool
    package var added = 0
    package var changed = 0
    package var unchanged = 0
    package var rejected = 0
    /// Of the rows that were rejected, in the order of the file; the first ``mostProblems`` of them.
    package private(set) var problems: [Problem] = []

    package static let mostProblems = 100_000

    package init(isDryRun: Bool = false) {
        self.isDryRun = isDryRun
    }

    package var rows: Int { added + changed + unchanged + rejected }

    mutating func reject(line: Int, _ reason: String) {
        rejected += 1
        if problems.count < Self.mostProblems { problems.append(Problem(line: line, reason: reason)) }
    }

    mutating func add(_ outcome: CatalogueRepository.Outcome) {
        added += outcome.added
        changed += outcome.changed
        unchanged += outcome.unchanged
    }
}
