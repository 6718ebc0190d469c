package io.nova.itests.cloud;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A cloud of its own, in a folder and on ports of its own, driven by {@code ./nova} alone. */
public final class Cloud implements AutoCloseable {

    private static final Duration BUILD_AND_START = Duration.ofMinutes(10);

    private final String name;
    private final Path repository;
    private final Path home;
    private final Machine machine;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final int ec2Port = Ports.free();
    private final int s3Port = Ports.free();
    private final int sshPort = Ports.free();

    private Cloud(String name, Machine machine, Map<String, String> more) {
        this.name = name;
        this.machine = machine;
        repository = repository();
        home = newHome();
        settings.put("NOVA_HOME", home.toString());
        settings.put("NOVA_EC2_PORT", Integer.toString(ec2Port));
        settings.put("NOVA_S3_PORT", Integer.toString(s3Port));
        settings.put("NOVA_SSH_PORT", Integer.toString(sshPort));
        // Tests install nothing: `nova test` did that before.
        settings.put("NOVA_PACKAGES", "no");
        // A run without options of its own ends with an archive of its classes, for a next one that
        // hardly any test has.
        settings.put("NOVA_JAVA_OPTS", "-XX:TieredStopAtLevel=1");
        settings.putAll(more);
    }

    /** A cloud whose guests are pretended; not started yet. */
    public static Cloud simulated(String name) {
        return new Cloud(
                name,
                Machine.THIS,
                Map.of("NOVA_HYPERVISOR", "simulated", "NOVA_NETWORK", "10.43.0.0/16"));
    }

    /** A cloud of real guests on a machine of its own; not started yet. */
    public static Cloud qemu(String name, Machine machine, Path guest) {
        return new Cloud(
                name,
                machine,
                Map.of(
                        "NOVA_HYPERVISOR", "qemu",
                        "NOVA_NETWORK", "10.44.0.0/24",
                        "NOVA_GUEST", guest.toString()));
    }

    /**
     * A machine of a cloud of many, with the launcher's own ports and the roles that its host's
     * file has; not started yet.
     */
    public static Cloud member(String name, Machine machine) {
        return new Cloud(
                name,
                machine,
                Map.of(
                        "NOVA_EC2_PORT", "8773",
                        "NOVA_S3_PORT", "3333",
                        "NOVA_SSH_PORT", "8101",
                        "NOVA_HYPERVISOR", "simulated",
                        "NOVA_NETWORK", "10.44.0.0/24"));
    }

    /** Sets a variable of the launcher. */
    public Cloud set(String variable, String value) {
        settings.put(variable, value);
        return this;
    }

    /** Writes a configuration file before the first start. */
    public Cloud configure(String pid, String... lines) {
        try {
            Path etc = Files.createDirectories(home.resolve("karaf/etc"));
            Files.write(etc.resolve(pid + ".cfg"), List.of(lines));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For clients that ask as fast as they can. */
    public Cloud withoutRequestLimits() {
        return configure(
                "io.nova.frontend.ec2.limits",
                "readsPerSecond = 0",
                "unpagedReadsPerSecond = 0",
                "changesPerSecond = 0",
                "instancesPerSecond = 0");
    }

    public Command.Result up() {
        return command("up").within(BUILD_AND_START).run().ok();
    }

    /** Runs {@code ./nova} with these arguments. */
    public Command.Result nova(String... arguments) {
        return command(arguments).within(Duration.ofMinutes(4)).run();
    }

    /**
     * Starts {@code ./nova} with these arguments, and leaves it running.
     *
     * @param said gets what it says
     */
    public Process begin(Path said, String... arguments) {
        try {
            return command(arguments).start(said, said.resolveSibling(said.getFileName() + ".err"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a command of the operator's shell and returns what it prints. */
    public String shell(String line) {
        return nova("shell", line).ok().out();
    }

    private Command command(String... arguments) {
        List<String> all = new ArrayList<>();
        all.add(repository.resolve("nova").toString());
        all.addAll(List.of(arguments));
        return program(all).environment(settings);
    }

    /** A program on the machine of this cloud. */
    public Command program(List<String> arguments) {
        return new Command(machine.inside(arguments));
    }

    /** The command line client of AWS, with this cloud's address and the administrator's keys. */
    public Command aws(String service, String... arguments) {
        List<String> all = new ArrayList<>(List.of(Tools.aws(), service));
        all.addAll(List.of("--endpoint-url", endpoint(service).toString(), "--output", "json"));
        all.addAll(List.of(arguments));
        return program(all).environment(clientEnvironment());
    }

    /** A Python that knows boto3, with this cloud's addresses and keys in its environment. */
    public Command python(Path script, String... arguments) {
        return pythonWith("boto3", script, arguments);
    }

    /** The same with another client than boto3. */
    public Command pythonWith(String module, Path script, String... arguments) {
        List<String> all = new ArrayList<>(List.of(Tools.python(module), script.toString()));
        all.addAll(List.of(arguments));
        return program(all).environment(clientEnvironment());
    }

    /** A shell script as an operator of this cloud would type it, with Debian's own clients. */
    public Command operator(Path script) {
        return program(List.of("sh", "-eu", script.toString()))
                .environment(settings)
                .environment(nobodysSettings())
                .environment(Map.of("PATH", "/usr/bin:" + System.getenv("PATH")));
    }

    /** What {@code ./nova env} says, and nothing of the user's own settings. */
    public Map<String, String> clientEnvironment() {
        Map<String, String> variables = nobodysSettings();
        nova("env")
                .ok()
                .out()
                .lines()
                .filter(line -> line.startsWith("export "))
                .map(line -> line.substring("export ".length()).split("=", 2))
                .forEach(pair -> variables.put(pair[0], pair[1].replace("'", "")));
        return variables;
    }

    private static Map<String, String> nobodysSettings() {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("AWS_CONFIG_FILE", "/dev/null");
        variables.put("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
        variables.put("BOTO_CONFIG", "/dev/null");
        variables.put("AWS_EC2_METADATA_DISABLED", "true");
        variables.put("AWS_MAX_ATTEMPTS", "1");
        variables.put("AWS_PAGER", "");
        variables.put("NO_PROXY", "127.0.0.1");
        variables.put("no_proxy", "127.0.0.1");
        return variables;
    }

    public URI endpoint(String service) {
        return URI.create("http://127.0.0.1:" + (service.equals("ec2") ? ec2Port : s3Port));
    }

    public int sshPort() {
        return sshPort;
    }

    public Client ec2() {
        return client("ec2");
    }

    public Client s3() {
        return client("s3");
    }

    private Client client(String service) {
        return new Client(
                endpoint(service),
                service,
                credential("access_key"),
                credential("secret_key"),
                Clock.systemUTC());
    }

    /** Returns one line of the administrator's credentials. */
    public String credential(String key) {
        return lines(home.resolve("secrets/admin.credentials")).stream()
                .filter(line -> line.startsWith(key + "="))
                .map(line -> line.substring(key.length() + 1))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + key));
    }

    /** Returns the id of the image that {@code up} registered. */
    public String image(String type) {
        return lines(home.resolve("run/images")).stream()
                .filter(line -> line.startsWith(type + "="))
                .map(line -> line.substring(type.length() + 1))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + type + " image"));
    }

    public long pid() {
        return Long.parseLong(lines(home.resolve("run/nova.pid")).get(0));
    }

    /** Ends the cloud's process as a power cut would. */
    public void kill() {
        long pid = pid();
        Command.of("kill", "-9", Long.toString(pid)).run().ok();
        Wait.until(
                "the end of " + pid,
                Duration.ofSeconds(20),
                () -> !Files.exists(Path.of("/proc/" + pid + "/fd/0")));
    }

    public Path home() {
        return home;
    }

    public List<String> log() {
        return lines(home.resolve("log/nova.log"));
    }

    /** Removes the cloud; its log stays in {@code target/clouds}. */
    @Override
    public void close() {
        try {
            clean();
        } finally {
            machine.close();
            Folders.remove(home.resolve("..").normalize());
        }
    }

    /** Removes the cloud from its machine, which stays, as its log does. */
    public void clean() {
        try {
            Path kept = Files.createDirectories(Path.of("target/clouds").toAbsolutePath());
            for (String log : List.of("nova.log", "console.log", "access.log")) {
                Path file = home.resolve("log").resolve(log);
                if (Files.exists(file)) {
                    Files.copy(
                            file,
                            kept.resolve(name + "-" + log),
                            StandardCopyOption.REPLACE_EXISTING);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            nova("clean").ok();
        }
    }

    /** The folder that holds {@code ./nova}: above the one the tests run in, unless told. */
    public static Path repository() {
        String told = System.getenv("NOVA_REPOSITORY");
        if (told != null) {
            return Path.of(told).toAbsolutePath();
        }
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.isRegularFile(folder.resolve("nova"))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new AssertionError("no ./nova above " + Path.of("").toAbsolutePath());
        }
        return folder;
    }

    // QEMU, a user of its own, must be able to pass through.
    private static Path newHome() {
        try {
            Path folder = Files.createTempDirectory("nova-cloud");
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
            return folder.resolve("home");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
