import App
import ArgumentParser
import Foundation
import Knowledge
import LanguageModel
import Storage

/// `understudy eval`
struct EvalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval", abstract: "Measure how well the search finds what is known to answer.",
        discussion: """
            Reads a set in BEIR's layout (corpus.jsonl, queries.jsonl, qrels/test.tsv), indexes it in a database of its own that \
            goes away again, and prints nDCG@10, Recall@100, MRR and times for each leg of the search and for both. Lines that are \
            broken are left out and named. See docs/evaluation.md.
            """)

    @Option(help: "The folder of the set.")
    var data: String
    @Option(help: "Try vectors too: a configured model, as openai:text-embedding-3-small, or a server's address with its /v1.")
    var embeddings: String?
    @Option(help: "Which model of the server at that address; the first it lists when left out.")
    var model: String?
    @Option(help: "The folder where vectors are kept from one evaluation to the next.")
    var cache: String?
    @Option(help: "The configuration file; understudy.yaml in this folder when it is there.")
    var config: String?
    @Flag(help: "Print one JSON document.")
    var json = false

    func run() async throws {
        let set = try await Loading.orExit { try RetrievalSet(folder: data) }
        for problem in set.problems { Loading.complain("\(problem.file) line \(problem.line): \(problem.reason)") }
        if set.problemCount > set.problems.count { Loading.complain("and \(set.problemCount - set.problems.count) more") }
        let settings = try embeddings.map { _ in try Loading.settings(config: config, flags: []).settings }
        let report = try await Loading.orExit {
            guard let embeddings, let settings else { return try await measure(set, embedder: nil) }
            let model = try await EvaluationModel(embeddings, model: model, settings: settings)
            let result: Result<RetrievalReport, any Error>
            do {
                result = .success(try await measure(set, embedder: model.embedder))
            } catch {
                result = .failure(error)
            }
            try await model.close()
            return try result.get()
        }
        if json { return try printJSON(report) }
        print(report.table)
        if report.problemCount > 0 { print("\(report.problemCount) lines were left out") }
    }

    /// Measures in a scratch database.
    private func measure(
        _ set: RetrievalSet, embedder: RetrievalEvaluation.Embedder?
    ) async throws -> RetrievalReport {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("understudy-eval-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let database = try SQLiteDatabase(path: SQLiteDatabase.path(inData: folder))
        try await Migrator(database: database, time: SystemTime()).up()
        let report = try await RetrievalEvaluation(set, database: database, time: SystemTime()).run(
            embedder: embedder, cache: cacheFolder
        ) { done, all in
            if done % 320 == 0 || done == all { Loading.complain("\(done) of \(all) texts embedded") }
        }
        try database.close()
        return report
    }

    private var cacheFolder: String {
        if let cache { return cache }
        let environment = ProcessInfo.processInfo.environment
        return (environment["XDG_CACHE_HOME"] ?? "\(NSHomeDirectory())/.cache") + "/understudy/evaluation"
    }
}
