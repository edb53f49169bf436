import App
import ArgumentParser
import Foundation
import Knowledge
import LanguageModel
import Providers

/// `understudy vectors …`
struct VectorsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vectors", abstract: "Move passages' vectors between stores.", subcommands: [VectorsMove.self])
}

struct VectorsMove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "move", abstract: "Copy collections of vectors into another store, and compare them there.",
        discussion: """
            Stores are exact, pgvector, qdrant and pinecone; where each is stands in the configuration. Every vector is counted and \
            compared. A move that was interrupted goes on when it is started again. The source stays as it was: afterwards set \
            knowledge.vectors.store to the new one and start the server again.
            """)

    @Option(help: "The store they are in.")
    var from: VectorStoreKind
    @Option(help: "The store they are to be in.")
    var to: VectorStoreKind
    @Option(help: "Only this collection, by its name in the store.")
    var collection: String?
    @Flag(help: "Only say what would be moved.")
    var dryRun = false
    @OptionGroup var store: StoreOptions
    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard from != to else { throw ValidationError("--from and --to are the same store") }
    }

    func run() async throws {
        let settings = try store.settings()
        let reports = try await Loading.orExit {
            let transport = NIOTransport()
            let time = SystemTime()
            let source = try openVectorStore(settings, from, transport: transport, time: time)
            let destination = try openVectorStore(settings, to, transport: transport, time: time)
            let move = VectorMove(from: source, to: destination, isDryRun: dryRun) {
                try await time.sleep(until: time.now + .seconds(1))
            }
            var reports: [VectorMoveReport] = []
            for name in try await names(in: source) {
                let report = try await move.move(name) { done, total in
                    if !json { Loading.remark("\(name): \(done) of \(total)") }
                }
                if !json { print(line(report)) }
                reports.append(report)
            }
            try await transport.shutdown()
            return reports
        }
        if json { try printJSON(reports) }
        if !dryRun, reports.contains(where: { !$0.isComplete }) { throw ExitCode.failure }
    }

    private func names(in source: any VectorStore) async throws -> [String] {
        let names = try await source.collections()
        guard let collection else {
            if names.isEmpty, !json { print("There is no collection in \(source.kind.label).") }
            return names
        }
        guard names.contains(collection) else { throw VectorStoreError.unknownCollection(collection) }
        return [collection]
    }

    private func line(_ report: VectorMoveReport) -> String {
        let head = "\(report.collection): \(report.points) vectors of \(report.dimensions) numbers"
        if report.isDryRun { return "\(head), \(report.moved) to be moved, \(report.present) there already" }
        var line = "\(head), \(report.moved) moved, \(report.present) there already, \(report.verified) compared"
        if report.different > 0 { line += "; \(report.different) are missing or differ" }
        if report.arrived > report.verified { line += "; \(report.arrived - report.verified) are only in the destination" }
        return line
    }
}

extension VectorStoreKind: ExpressibleByArgument {}
