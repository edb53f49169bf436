import Foundation

/// Reads each document in a process of its own, `understudy parse`, so that no document can harm the server: it may have so much
/// memory and so much time, no network and no keys, and when it is over so is the process.
package struct ParserProcess: DocumentParser {
    private let executable: String
    private let limits: ParseLimits
    private let timeout: Duration
    private let memory: Int

    /// - Parameters:
    ///   - executable: this program.
    ///   - timeout: for a whole document.
    ///   - memory: bytes of address space.
    package init(
        executable: String = "/proc/self/exe", limits: ParseLimits = ParseLimits(), timeout: Duration = .seconds(120),
        memory: Int = 1 << 30
    ) {
        self.executable = executable
        self.limits = limits
        self.timeout = timeout
        self.memory = memory
    }

    package func parse(file: String, name: String, mediaType: String?) async throws -> ParsedDocument {
        try Task.checkCancellation()
        let seconds = max(1, Int(timeout.components.seconds))
        let child = try ChildProcess(
            executable,
            [
                "parse", "--confined", "--name", name, "--max-text", String(limits.text), "--max-pages", String(limits.pages),
                "--max-unpacked", String(limits.unpacked), "--memory", String(memory), "--seconds", String(seconds),
            ] + (mediaType.map { ["--media-type", $0] } ?? []) + ["--", file], ownGroup: true)
        do {
            return try await withTaskCancellationHandler {
                try await withCheckedThrowingContinuation { continuation in
                    // It waits for the pipe, which none of the threads that serve requests may do.
                    Thread.detachNewThread {
                        continuation.resume(with: Result { try collect(from: child) })
                    }
                }
            } onCancel: {
                child.kill()
            }
        } catch {
            // One that was killed for that did not crash.
            try Task.checkCancellation()
            throw error
        }
    }

    private func collect(from child: ChildProcess) throws -> ParsedDocument {
        let end = ContinuousClock.now + timeout
        var reading = ParserOutput(limit: limits.text)
        defer { child.kill() }
        do {
            while true {
                let left = end - ContinuousClock.now
                guard left > .zero, let piece = try child.read(within: left) else {
                    child.kill()
                    _ = child.wait()
                    throw ParseFailure(.timedOut, "Reading it took longer than \(Int(timeout.components.seconds)) s, the limit.")
                }
                if piece.isEmpty { break }
                try reading.take(piece)
            }
        } catch {
            child.kill()
            _ = child.wait()
            throw error
        }
        let status = child.wait()
        if let failure = reading.failure { throw failure }
        guard let summary = reading.summary else {
            // SIGXCPU and SIGALRM say that its time was over.
            throw [128 + 24, 128 + 14].contains(status)
                ? ParseFailure(.timedOut, "Reading it took longer than the limit.")
                : ParseFailure(
                    .crashed,
                    "The parser broke off (\(status)); it had no more memory, or the file is damaged in a way it does not know.")
        }
        return ParsedDocument(blocks: reading.blocks, summary: summary)
    }
}

/// Understands what the parser's process writes.
private struct ParserOutput {
    let limit: Int
    var blocks: [Block] = []
    var summary: DocumentSummary?
    var failure: ParseFailure?
    private var size = 0
    private var line: [UInt8] = []
    private let decoder = JSONDecoder()

    init(limit: Int) {
        self.limit = limit
    }

    mutating func take(_ piece: [UInt8]) throws {
        var rest = piece[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            line += rest[..<end]
            rest = rest[(end + 1)...]
            try takeLine()
        }
        line += rest
        // JSON writes a character in six bytes at most.
        guard line.count <= limit * 6 + 4096 else { throw BlockOutput.tooMuch(limit) }
    }

    private mutating func takeLine() throws {
        defer { line = [] }
        guard let said = try? decoder.decode(ParserLine.self, from: Data(line)) else {
            throw ParseFailure(.crashed, "The parser said something that makes no sense.")
        }
        switch said {
        case .block(let block):
            size += block.text.utf8.count + block.after.utf8.count
            guard size <= limit else { throw BlockOutput.tooMuch(limit) }
            blocks.append(block)
        case .end(let summary): self.summary = summary
        case .failure(let failure): self.failure = failure
        }
    }
}
