import ArgumentParser
import Foundation
import UnderstudyClient

/// How a question ended.
struct ChatTurn: Sendable {
    var question: String
    /// What there is of the answer.
    var text: String
    var wasStopped: Bool
    /// Set when the answer failed.
    var failure: UnderstudyError?
    var path: [String]
}

/// The conversation in the terminal. It lives in this process: the server is sent all of it with every question.
struct ChatConversation {
    private let understudy: UnderstudyAPI
    private let screen: ChatScreen
    private let inputs = ChatInputs()
    private var model: String
    private let isChosen: Bool
    private var messages: [ChatMessage] = []
    private var lastQuestion: String?
    private var running: Task<Void, Never>?
    private var interrupts = 0
    /// Lines that came while an answer was running.
    private var waiting: [String] = []
    /// Nothing more will be typed.
    private var isClosed = false
    private var hasEnded = false

    /// - Parameter model: nil for the person's default model, or the chain `default`.
    init(understudy: UnderstudyAPI, model: String?, screen: ChatScreen) {
        self.understudy = understudy
        self.model = model ?? "default"
        isChosen = model != nil
        self.screen = screen
    }

    /// Until the person leaves.
    func run() async throws {
        var conversation = self
        try await conversation.begin()
        let interrupts = await inputs.watchInterrupts()
        defer { interrupts.cancel() }
        inputs.readLines()
        screen.prompt()
        for await input in inputs.stream {
            conversation.take(input)
            if conversation.hasEnded { return }
        }
    }

    /// Asks for the models first, so that a server that is down or a wrong key shows before a question is typed.
    private mutating func begin() async throws {
        do {
            let models = try await ChatModels(from: understudy)
            if !isChosen, let own = models.ownDefault, models.names.contains(own) { model = own }
            if let mistake = models.mistake(in: model) {
                screen.complain(mistake)
                throw ExitCode.failure
            }
        } catch let error as UnderstudyError {
            screen.complain(ChatWords.about(error, url: understudy.url))
            throw ExitCode.failure
        }
        screen.note("Talking with \(model) at \(understudy.url.absoluteString). /help shows the commands.")
    }

    private mutating func take(_ input: ChatInput) {
        switch input {
        case .line(let line) where running != nil: waiting.append(line)
        case .line(let line): take(line: line)
        case .end where running != nil: isClosed = true
        case .end:
            screen.note("")
            hasEnded = true
        case .interrupt: interrupt()
        case .answered(let turn):
            end(turn)
            goOn()
        case .listed(let models, let wanted):
            show(models, wanted: wanted)
            goOn()
        case .settled(let words):
            screen.note(words)
            goOn()
        case .refused(let error):
            if let error { screen.complain(ChatWords.about(error, url: understudy.url)) }
            goOn()
        }
    }

    private mutating func take(line: String) {
        interrupts = 0
        let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
        switch words.first {
        case nil: break
        case "/quit", "/exit": hasEnded = true
        case "/help": screen.note(ChatWords.help)
        case "/new":
            (messages, lastQuestion) = ([], nil)
            screen.note("A new conversation.")
        case "/models": choose(nil)
        case "/model" where words.count == 1: screen.note("Talking with \(model). /models lists the others.")
        case "/model": choose(words[1])
        case "/default": words.count == 1 ? showDefault() : setDefault(words[1] == "none" ? nil : words[1])
        case "/retry":
            if let lastQuestion { ask(again: lastQuestion) } else { screen.note("Nothing has been asked yet.") }
        case let command? where command.hasPrefix("/") && !command.dropFirst().contains("/"):
            screen.note("There is no command \(command). /help shows those there are.")
        default: ask(line.trimmingCharacters(in: .whitespaces))
        }
        if running == nil, !hasEnded { screen.prompt() }
    }

    /// Lists the models, or goes over to one of them.
    private mutating func choose(_ name: String?) {
        work { understudy in .listed(try await ChatModels(from: understudy), wanted: name) }
    }

    private mutating func showDefault() {
        work { understudy in .settled(ChatWords.ownDefault(try await understudy.settings().defaultModelID)) }
    }

    private mutating func setDefault(_ name: String?) {
        work { understudy in .settled(ChatWords.ownDefault(try await understudy.setDefaultModel(name).defaultModelID)) }
    }

    /// Has the server do something. As a task, so that Ctrl-C ends a wait for the server here too.
    private mutating func work(_ body: @escaping @Sendable (UnderstudyAPI) async throws -> ChatInput) {
        running = Task { [understudy, inputs] in
            do {
                inputs.send(try await body(understudy))
            } catch {
                inputs.send(.refused(error as? UnderstudyError))
            }
        }
    }

    private mutating func show(_ models: ChatModels, wanted name: String?) {
        guard let name else { return screen.note(models.list(asked: model)) }
        if let mistake = models.mistake(in: name) { return screen.note(mistake) }
        model = name
        screen.note("Talking with \(name) from now on.")
    }

    private mutating func ask(again question: String) {
        if let last = messages.lastIndex(where: { $0.role == .user }), messages[last] == .user(question) {
            messages.removeSubrange(last...)
        }
        ask(question)
    }

    private mutating func ask(_ question: String) {
        lastQuestion = question
        let request = CompletionRequest(model: model, messages: messages + [.user(question)])
        running = Task { [understudy, screen, inputs] in
            var turn = ChatTurn(question: question, text: "", wasStopped: false, path: [])
            do {
                for try await event in try await understudy.stream(request) {
                    switch event {
                    case .started(let model): turn.path = [model]
                    case .modelSwitched(_, let model): turn.path.append(model)
                    case .text(let piece):
                        turn.text += piece
                        screen.say(piece)
                    case .toolCall, .finished: break
                    }
                }
            } catch {
                turn.failure = error as? UnderstudyError
                turn.wasStopped = turn.failure == nil
            }
            inputs.send(.answered(turn))
        }
    }

    /// To what is to be done next, once what was running has ended.
    private mutating func goOn() {
        running = nil
        screen.prompt()
        while running == nil, !hasEnded, !waiting.isEmpty { take(line: waiting.removeFirst()) }
        if running == nil, isClosed { hasEnded = true }
    }

    private mutating func end(_ turn: ChatTurn) {
        screen.endLine()
        if let failure = turn.failure {
            screen.complain(ChatWords.about(failure, url: understudy.url))
            screen.note("/retry asks again.")
        } else {
            screen.note(turn.wasStopped ? "— stopped" : ChatWords.path(turn.path))
            // What was said before a stop was said; a failed answer is none, and its question is not asked along again.
            if !turn.text.isEmpty { messages += [.user(turn.question), .assistant(turn.text)] }
        }
    }

    private mutating func interrupt() {
        interrupts += 1
        waiting = []
        if interrupts > 1 {
            running?.cancel()
            screen.endLine()
            hasEnded = true
        } else if let running {
            running.cancel()
        } else {
            screen.note("\nCtrl-C again leaves, and so does /quit.")
            screen.prompt()
        }
    }
}
