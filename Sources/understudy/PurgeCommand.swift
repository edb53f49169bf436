import Accounts
import ArgumentParser
import Storage

/// `understudy purge`
struct PurgeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "purge", abstract: "Take away conversations that are kept for longer than privacy.retention says.",
        discussion: "A running server does this every hour. How much went is in the audit log.")

    private struct Document: Encodable {
        struct Entry: Encodable {
            var role: String
            /// Last used before it.
            var before: String
            var conversations: Int
            var messages: Int
            var suggestions: Int
        }

        var dry_run: Bool
        var purged: [Entry]

        init(_ report: PurgeReport) {
            dry_run = report.isDryRun
            purged = report.entries.map {
                Entry(
                    role: $0.group.rawValue, before: Timestamp(seconds: $0.before).description,
                    conversations: $0.count.conversations, messages: $0.count.messages, suggestions: $0.count.suggestions)
            }
        }
    }

    @Flag(help: "Only count.")
    var dryRun = false

    @OptionGroup var options: AccountOptions

    func run() async throws {
        let report = try await options.withAccounts { try await $0.retention.purge(dryRun: dryRun, visit: options.visit) }
        if options.json { return try printJSON(Document(report)) }
        if report.entries.isEmpty { return print("Everything is kept for good: privacy.retention says nothing.") }
        for entry in report.entries {
            print(
                """
                \(entry.group.rawValue): \(dryRun ? "would delete" : "deleted") \(entry.count.conversations) conversations with \
                \(entry.count.messages) messages and \(entry.count.suggestions) suggestions, last used before \
                \(Timestamp(seconds: entry.before).description.prefix(16))
                """)
        }
    }
}
