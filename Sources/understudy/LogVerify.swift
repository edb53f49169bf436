import App
import ArgumentParser
import Foundation
import LanguageModel
import Ledger
import Storage

/// `understudy log …`
struct LogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "Look after the ledger of all answers.", subcommands: [LogVerify.self])
}

/// `understudy log verify`
struct LogVerify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Prove that the ledger is whole and that the database agrees with it.",
        discussion: "Reads only; works while a server runs. Exits with 1 when anything is wrong.")

    @OptionGroup var store: StoreOptions

    @Flag(help: "Print the report as JSON.")
    var json = false

    func run() async throws {
        let settings = try store.settings()
        let directory = "\(settings.data)/ledger"
        guard FileManager.default.fileExists(atPath: directory) else {
            throw ValidationError("there is no ledger in \(directory)")
        }
        let isMissing =
            settings.database == .sqlite
            && !FileManager.default.fileExists(atPath: SQLiteDatabase.path(inData: settings.data))
        let database = isMissing ? nil : try openDatabase(settings, time: SystemTime())
        let report = try await verifyLedger(directory: directory, database: database)
        try await database?.close()
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            print(String(decoding: try encoder.encode(report), as: UTF8.self))
        } else {
            show(report)
        }
        if !report.isSound { throw ExitCode.failure }
    }

    private func show(_ report: VerificationReport) {
        for fault in report.faults {
            let record = fault.sequence.map { "record \($0)" }
            let place = fault.segment.map { "\($0) at byte \(fault.offset ?? 0)" }
            print(
                "FAULT \(fault.kind.rawValue): \(([record, place].compactMap { $0 } + [fault.message]).joined(separator: ": "))")
        }
        print("\(report.records) records in \(report.segments) segments")
        if report.unfinishedBytes > 0 {
            print("an unfinished last line of \(report.unfinishedBytes) bytes (being written, or torn)")
        }
        if report.comparedWithDatabase {
            print(
                "\(report.accepted) accepted = \(report.stored) stored + \(report.setAside) set aside + \(report.pending) pending"
            )
        } else {
            print("not compared with a database")
        }
        print(report.isSound ? "The ledger is sound." : "\(report.faultCount) faults.")
    }
}
