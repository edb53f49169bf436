import Foundation
import LanguageModel

/// What a loader found.
package struct LoadedSettings: Sendable {
    package var settings: Settings
    /// The configuration file that was read; nil when there is none.
    package var file: String?
    /// What is odd, but stops nothing.
    package var warnings: [SettingProblem]
    /// Every setting as it now holds, in YAML, each with where it came from. Secrets are blotted out.
    package var rendered: String
}

/// A setting given on the command line.
package struct SettingFlag: Sendable, Hashable {
    /// As it was written, `--port`.
    package var name: String
    /// As in the file, `server.port`.
    package var path: String
    package var value: String

    package init(name: String, path: String, value: String) {
        self.name = name
        self.path = path
        self.value = value
    }
}

/// Finds, reads and checks the configuration: flags over environment over `.env` over file over defaults.
package struct SettingsLoader: Sendable {
    static let configVariable = "UNDERSTUDY_CONFIG"
    /// Read from the working directory when no other file is named.
    static let usualFile = "understudy.yaml"

    private let environment: [String: String]
    private let workingDirectory: String

    package init(
        environment: [String: String] = ProcessInfo.processInfo.environment,
        workingDirectory: String = FileManager.default.currentDirectoryPath
    ) {
        self.environment = environment
        self.workingDirectory = workingDirectory
    }

    /// - Parameter config: the file that `--config` names; otherwise `UNDERSTUDY_CONFIG`, otherwise `understudy.yaml`
    ///   in the working directory if it is there.
    /// - Throws: everything that is wrong, at once.
    package func load(config: String? = nil, flags: [SettingFlag] = []) throws(SettingsError) -> LoadedSettings {
        var problems: [SettingProblem] = []
        let file = configFile(config)
        let text = file.flatMap { read($0, named: config, &problems) }
        let variables = SettingVariables(environment: environment, dotEnv: dotEnv(besideConfig: file, &problems))
        let parsed = text.map { SettingsFile(text: $0, path: file ?? "", variables: variables) }

        var layers = SettingLayers()
        for entry in parsed?.entries ?? [] { layers.set(entry) }
        let discovery = ProviderDiscovery(variables: variables)
        if layers.names(under: "providers").isEmpty { discovery.addProviders(to: &layers) }
        layers.add(variables: variables.dotEnv)
        layers.add(variables: variables.environment)
        for flag in flags { add(flag, to: &layers, &problems) }
        discovery.complete(&layers)
        let chainIsDerived = layers[Self.defaultChain] == nil
        if chainIsDerived {
            let models = ProviderDiscovery.derivedChain(layers).map { SettingEntry.Item(text: $0, origin: .builtIn) }
            layers.set(SettingEntry(path: Self.defaultChain, raw: .list(models), origin: .builtIn))
        }
        if layers.names(under: "assistants").isEmpty { layers.set("assistants.understudy.name", "Understudy", .builtIn) }

        var builder = SettingsBuilder(layers: layers, workingDirectory: workingDirectory, defaultChainIsDerived: chainIsDerived)
        let settings = builder.build()
        problems += (parsed?.problems ?? []) + builder.problems
        guard problems.isEmpty else { throw SettingsError(problems: problems.uniqued()) }
        return LoadedSettings(
            settings: settings, file: file, warnings: (parsed?.warnings ?? []) + layers.warnings + builder.warnings,
            rendered: renderedSettings(layers))
    }

    private static let defaultChain: SettingPath = "chains.default"

    private func configFile(_ named: String?) -> String? {
        if let named { return named }
        if let named = environment[Self.configVariable], !named.isEmpty { return named }
        let usual = Self.absolute(Self.usualFile, in: workingDirectory)
        return FileManager.default.fileExists(atPath: usual) ? Self.usualFile : nil
    }

    private func read(_ file: String, named: String?, _ problems: inout [SettingProblem]) -> String? {
        do {
            return try String(contentsOfFile: Self.absolute(file, in: workingDirectory), encoding: .utf8)
        } catch {
            let source = named != nil ? "--config" : environment[Self.configVariable] == nil ? file : Self.configVariable
            let exists = FileManager.default.fileExists(atPath: Self.absolute(file, in: workingDirectory))
            let reason = exists ? "cannot be read as UTF-8 text" : "does not exist"
            problems.append(SettingProblem(place: source, message: "the configuration file \(file) \(reason)"))
            return nil
        }
    }

    /// The `.env` of the working directory under the one beside the configuration file.
    private func dotEnv(besideConfig file: String?, _ problems: inout [SettingProblem]) -> [String: SettingVariables.Value] {
        var paths = [Self.absolute(".env", in: workingDirectory)]
        if let file {
            let beside = Self.absolute(".env", in: Self.folder(of: Self.absolute(file, in: workingDirectory)))
            if !paths.contains(beside) { paths.append(beside) }
        }
        var values: [String: SettingVariables.Value] = [:]
        for path in paths where FileManager.default.fileExists(atPath: path) {
            guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
                problems.append(SettingProblem(place: path, message: "cannot be read as UTF-8 text"))
                continue
            }
            values.merge(parseDotEnv(text, path: path, problems: &problems)) { _, new in new }
        }
        return values
    }

    private func add(_ flag: SettingFlag, to layers: inout SettingLayers, _ problems: inout [SettingProblem]) {
        let path = SettingPath(stringLiteral: flag.path)
        guard SettingCatalogue.description(of: path) != nil else {
            problems.append(SettingProblem(place: flag.name, message: "\(flag.path) is no setting"))
            return
        }
        layers.setText(flag.value, at: path, .flag(flag.name))
    }

    static func absolute(_ path: String, in folder: String) -> String {
        if path.hasPrefix("/") { return path }
        let plain = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
        return folder.hasSuffix("/") ? folder + plain : "\(folder)/\(plain)"
    }

    static func folder(of file: String) -> String {
        guard let slash = file.lastIndex(of: "/") else { return "." }
        return slash == file.startIndex ? "/" : String(file[..<slash])
    }
}

extension Array where Element: Hashable {
    /// Without what was there before.
    fileprivate func uniqued() -> [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
