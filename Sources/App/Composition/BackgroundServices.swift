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

/// Learns what people have chosen on other servers with the same database, for how far their requests may travel.
struct RulesService: Service {
    let settings: SettingsDesk
    let time: any TimeSource
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while (try? await time.sleep(until: time.now + .seconds(5))) != nil {
                do {
                    try await settings.refreshRules()
                } catch is CancellationError {
                    return
                } catch {
                    logger.warning("Could not read who has disabled cloud providers: \(error)")
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

/// Looks every ten seconds for prices that were entered on another server.
struct PriceReader: Service {
    let prices: PriceList
    let time: any TimeSource
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while (try? await time.sleep(until: time.now + .seconds(10))) != nil {
                do {
                    try await prices.load()
                } catch  where !(error is CancellationError) {
                    logger.debug("prices cannot be read; those known before stay in use", metadata: ["error": "\(error)"])
                } catch {}
            }
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
