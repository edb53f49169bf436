import Chat
import LanguageModel
import Logging
import Routing
import ServiceLifecycle
import Storage
import UnixSignals
import Usage
import Web

/// Runs the recovery prober until the server stops.
struct RecoveryService: Service {
    let prober: RecoveryProber

    func run() async throws {
        await cancelWhenGracefulShutdown { await prober.run() }
    }
}

/// Does the same again and again, such as reading what other servers with the same database have been told.
struct RepeatedWork: Service {
    /// What cannot be done, as in `read the prices`; for the log.
    let what: String
    let interval: Duration
    let time: any TimeSource
    let logger: Logger
    let work: @Sendable () async throws -> Void

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var isFailing = false
            while (try? await time.sleep(until: time.now + interval)) != nil {
                do {
                    try await work()
                    isFailing = false
                } catch is CancellationError {
                    return
                } catch {
                    // Once for a whole outage, not every few seconds.
                    if !isFailing { logger.warning("Could not \(what), and try again every \(interval): \(error)") }
                    isFailing = true
                }
            }
        }
    }
}

/// Looks for an Ollama on this machine, at the start and then every half minute, and puts it on stage when there is
/// nothing but the built-in answerer.
struct OllamaScout: Service {
    let found: FoundProviders
    let desk: SetupDesk
    let time: any TimeSource

    func run() async throws {
        await cancelWhenGracefulShutdown {
            repeat {
                let models = await found.lookForOllama()
                let isMissing = !desk.crew.connected.contains { $0.name == FoundProviders.ollamaName }
                if !models.isEmpty, isMissing, await desk.overview().builtinOnly {
                    desk.putOnStage(found.ollamaConnection(models))
                    desk.logger.info("Found Ollama on this machine with \(models.joined(separator: ", "))")
                }
            } while (try? await time.sleep(until: time.now + .seconds(30))) != nil
        }
    }
}

/// Has log files opened anew at SIGHUP.
struct HangUpService: Service {
    let onHangUp: @Sendable () -> Void

    func run() async throws {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() { onHangUp() }
    }
}

/// Closes what outlives every request, last of all.
struct ClosingService: Service {
    let close: @Sendable () async throws -> Void

    func run() async throws {
        try? await gracefulShutdown()
        try await close()
    }
}
