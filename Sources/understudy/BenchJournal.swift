import ArgumentParser
import Foundation
import Ledger

/// `understudy bench-journal`: for `make bench`, not for people.
struct BenchJournal: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench-journal", abstract: "Measure how many records a second the ledger makes durable.",
        discussion: "Writes fresh journals into a folder of its own under --data and removes them.", shouldDisplay: false)

    @Option(help: "A folder on the disk to measure.")
    var data = "./understudy-data"

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let directory = "\(data)/bench-journal-\(UUID().uuidString.lowercased())"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let results = try await Loading.orExit { try await measureJournal(directory: directory) }
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            print(String(decoding: try encoder.encode(results), as: UTF8.self))
        } else {
            for result in results { print("\(result.writers) writers: \(Int(result.recordsPerSecond)) records a second") }
        }
    }
}
