import LanguageModel

/// The transport to a provider that is not local: it opens no connection and looks nothing up while only local ones may be
/// asked. What asks models leaves such a provider out by itself; this is for whoever forgets.
struct GuardedTransport: Transport {
    let base: any Transport
    /// What holds for the whole server.
    let serverReach: Reach

    func send(_ request: TransportRequest) async throws -> TransportResponse {
        guard serverReach == .anywhere, OutboundRule.reach == .anywhere else {
            throw ModelFailure(.notAllowed, "cloud providers are disabled")
        }
        return try await base.send(request)
    }
}
