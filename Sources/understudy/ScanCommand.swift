import ArgumentParser
import Foundation
import Knowledge

/// `understudy scan`: how much texts look like orders to a model, and how well that is told on texts that somebody has judged.
struct ScanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scan", abstract: "Say how much texts look like orders to a model.",
        discussion: """
            Of a text file its score, from 0 to 1, and the reasons. Of a file that ends in .jsonl, with a `text` and a `label` (1 for an \
            attack) in each line, how many were told rightly.
            """, shouldDisplay: false)

    @Argument(help: "Text files, or sets of texts with labels.")
    var files: [String]
    @Flag(help: "Of a set, print the texts that were told wrongly.")
    var wrong = false

    func run() throws {
        for file in files {
            guard let text = try? String(contentsOf: URL(fileURLWithPath: file), encoding: .utf8) else {
                throw ValidationError("\(file) is no text in UTF-8 that can be read.")
            }
            if file.hasSuffix(".jsonl") {
                try judge(text, of: file)
            } else {
                let verdict = InjectionScan.verdict(on: text)
                print("\(file): \(verdict.score) \(verdict.reasons.map(\.rawValue).sorted().joined(separator: ", "))")
            }
        }
    }

    private struct Line: Decodable {
        var text: String
        var label: Int
    }

    private func judge(_ text: String, of file: String) throws {
        var (right, missed, false_, clean) = (0, 0, 0, 0)
        let began = ContinuousClock.now
        for line in text.split(separator: "\n") {
            let line = try JSONDecoder().decode(Line.self, from: Data(line.utf8))
            let verdict = InjectionScan.verdict(on: line.text)
            switch (verdict.isFlagged, line.label == 1) {
            case (true, true): right += 1
            case (true, false): false_ += 1
            case (false, true): missed += 1
            case (false, false): clean += 1
            }
            if wrong, verdict.isFlagged != (line.label == 1) { print("\(verdict.score) \(line.text)") }
        }
        let seconds = (ContinuousClock.now - began) / .seconds(1)
        print(
            "\(file): \(right + missed) attacks, \(right) flagged; \(false_ + clean) others, \(false_) flagged; in \(seconds) s")
    }
}
