import Foundation

@testable import App

/// A folder of its own for one test, gone with the value.
final class SettingsFolder: Sendable {
    let path: String

    init(_ files: [String: String] = [:]) throws {
        path = NSTemporaryDirectory() + "understudy-settings-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for (name, text) in files { try write(text, to: name) }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ text: String, to name: String) throws {
        let file = "\(path)/\(name)"
        let folder = (file as NSString).deletingLastPathComponent
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try text.write(toFile: file, atomically: true, encoding: .utf8)
    }

    func load(
        _ environment: [String: String] = [:], config: String? = nil, flags: [SettingFlag] = []
    ) throws(SettingsError) -> LoadedSettings {
        try SettingsLoader(environment: environment, workingDirectory: path).load(config: config, flags: flags)
    }
}

/// Loads `yaml` as the `understudy.yaml` of an otherwise empty folder.
func load(_ yaml: String, _ environment: [String: String] = [:], flags: [SettingFlag] = []) throws -> LoadedSettings {
    try SettingsFolder(["understudy.yaml": yaml]).load(environment, flags: flags)
}

/// What is wrong with `yaml`, a line for each problem; empty when nothing is.
func problems(_ yaml: String, _ environment: [String: String] = [:], flags: [SettingFlag] = []) throws -> [String] {
    do {
        _ = try load(yaml, environment, flags: flags)
        return []
    } catch let error as SettingsError {
        return error.problems.map(\.description)
    }
}
