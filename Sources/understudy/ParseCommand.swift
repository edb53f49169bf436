import ArgumentParser
import Foundation
import Parsing

/// `understudy parse`: reads one document and prints its blocks. The server starts it for each document, so that none can
/// harm the server.
struct ParseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parse", abstract: "Print the blocks of a document as JSON lines.", shouldDisplay: false)

    @Argument(help: "The file.")
    var file: String
    @Option(help: "What it is called, when that is something else.")
    var name: String?
    @Option(help: "What its source says it is.")
    var mediaType: String?
    @Option(help: "The most text, in bytes.")
    var maxText = ParseLimits().text
    @Option(help: "The most pages.")
    var maxPages = ParseLimits().pages
    @Option(help: "The most that an archive may become, in bytes.")
    var maxUnpacked = ParseLimits().unpacked
    @Option(help: "The most memory, in bytes, when confined.")
    var memory = 1 << 30
    @Option(help: "The most seconds of the processor, when confined.")
    var seconds = 120
    @Flag(help: "Give up the network, files and most of the memory before reading.")
    var confined = false

    func run() throws {
        if confined { ParseRun.confine(memory: memory, seconds: seconds) }
        try ParseRun.run(
            file: file, name: name ?? (file as NSString).lastPathComponent, mediaType: mediaType,
            limits: ParseLimits(text: maxText, pages: maxPages, unpacked: maxUnpacked)
        ) { try FileHandle.standardOutput.write(contentsOf: Data($0)) }
    }
}
