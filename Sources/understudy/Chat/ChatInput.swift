import Foundation
import UnderstudyClient
import UnixSignals

/// What happens in a conversation.
enum ChatInput: Sendable {
    case line(String)
    /// Ctrl-D.
    case end
    /// Ctrl-C.
    case interrupt
    /// The running answer has ended, of itself or not.
    case answered(ChatTurn)
    /// What can be asked; `wanted` is the name that was chosen from it.
    case listed(ChatModels, wanted: String?)
    /// The server has taken over a choice; in words for the person.
    case settled(String)
    /// The server did not do what was asked of it; without an error because it was stopped.
    case refused(UnderstudyError?)
}

/// The keyboard and what is running as one stream, so that a conversation handles one thing after the other.
struct ChatInputs: Sendable {
    let stream: AsyncStream<ChatInput>
    private let continuation: AsyncStream<ChatInput>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream(of: ChatInput.self)
    }

    func send(_ input: ChatInput) { continuation.yield(input) }

    /// Reads lines on a thread of its own, which ends with the process: reading the keyboard cannot be cancelled.
    func readLines() {
        let thread = Thread { [continuation] in
            while let line = readLine() { continuation.yield(.line(line)) }
            continuation.yield(.end)
        }
        thread.start()
    }

    /// Takes hold of Ctrl-C, and hands on every one until the task that is returned is cancelled.
    func watchInterrupts() async -> Task<Void, Never> {
        let interrupts = await UnixSignalsSequence(trapping: .sigint)
        return Task { [continuation] in
            for await _ in interrupts { continuation.yield(.interrupt) }
        }
    }
}
