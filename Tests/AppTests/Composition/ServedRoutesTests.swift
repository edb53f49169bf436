import Logging
import Testing
import Web

@testable import App

@Suite struct ServedRoutesTests {
    @Test func describesEveryRouteAndServesEveryDescription() async throws {
        let folder = try SettingsFolder()
        let loaded = try folder.load(flags: [SettingFlag(name: "--data", path: "data", value: "\(folder.path)/data")])
        let server = try await UnderstudyServer(
            settings: loaded.settings, environment: [:], logger: Logger(label: "test"), onHangUp: {}, onListening: { _ in })
        let disagreements = APIDescription.disagreements(withRoutes: server.routes)
        #expect(server.routes.count > 10)
        #expect(disagreements.isEmpty, "\n\n\(disagreements.joined(separator: "\n\n"))\n")
    }
}
