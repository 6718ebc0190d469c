package io.nova.driver.hypervisor.libvirt;

import io.nova.model.InstanceId;
import io.nova.model.ProjectId;
import io.nova.model.VolumeId;
import io.nova.model.image.DiskFormat;
import io.nova.model.network.MacAddress;
import io.nova.spi.hypervisor.Boot;
import io.nova.spi.hypervisor.ConsoleAccess;
import io.nova.spi.hypervisor.DiskCapture;
import io.nova.spi.hypervisor.GuestDisk;
import io.nova.spi.hypervisor.GuestNic;
import io.nova.spi.hypervisor.GuestSpec;
import io.nova.spi.hypervisor.HypervisorDriver;
import io.nova.spi.hypervisor.RootDisk;
import io.nova.spi.hypervisor.VolumeHotplug;
import io.nova.testkit.hypervisor.Configs;
import io.nova.testkit.hypervisor.HypervisorLab;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real libvirt daemon with real guests, apart from the machine's own. */
final class LibvirtLab implements HypervisorLab, AutoCloseable {

    private static final String BRIDGE = "br100";
    private static final String DISK_MARK = "nova.test.disk";

    private final LibvirtDaemon daemon;
    private final Path images;
    private final Map<String, Object> config = new HashMap<>();
    private VolumeHost volumes;

    private LibvirtLab(LibvirtDaemon daemon, Path guest) throws Exception {
        this.daemon = daemon;
        images = Files.createDirectories(daemon.directory().resolve("images"));
        // Copies, since libvirt changes the owner of what a guest boots from.
        for (String name : List.of("vmlinuz", "initrd.img", "root.img", "disk.qcow2")) {
            Files.copy(guest.resolve(name), images.resolve(name));
        }
        config.put("uri", daemon.uri());
        config.put("mode", "qemu");
        config.put("directory", instances().toString());
        daemon.ip("link", "add", BRIDGE, "type", "bridge");
        daemon.ip("link", "set", BRIDGE, "up");
    }

    /** Returns why there can be no lab here, if so. */
    static Optional<String> missing() {
        if (guestDirectory().isEmpty()) {
            return Optional.of("NOVA_GUEST does not name the directory of the tiny guest");
        }
        return LibvirtDaemon.missing();
    }

    static LibvirtLab start() throws Exception {
        LibvirtDaemon daemon = LibvirtDaemon.start();
        try {
            return new LibvirtLab(daemon, guestDirectory().orElseThrow());
        } catch (Exception e) {
            daemon.close();
            throw e;
        }
    }

    LibvirtDaemon daemon() {
        return daemon;
    }

    Path instances() {
        return daemon.directory().resolve("instances");
    }

    @Override
    public LibvirtHypervisor open() {
        return open(Map.of());
    }

    LibvirtHypervisor open(Map<String, ?> more) {
        Map<String, Object> values = new HashMap<>(config);
        values.putAll(more);
        return new LibvirtHypervisor(Configs.of(LibvirtConfig.class, values));
    }

    @Override
    public void close(HypervisorDriver driver) {
        ((LibvirtHypervisor) driver).close();
    }

    @Override
    public GuestSpec spec(InstanceId instance) {
        return spec(instance, BRIDGE);
    }

    @Override
    public GuestSpec hopeless(InstanceId instance) {
        return spec(instance, "br-absent");
    }

    private GuestSpec spec(InstanceId instance, String bridge) {
        String digits = instance.value().substring(instance.value().length() - 8);
        MacAddress mac = new MacAddress("02:16:" + digits.replaceAll("(..)(?!$)", "$1:"));
        return new GuestSpec(
                instance,
                new ProjectId("000000000001"),
                1,
                96,
                new Boot.Kernel(
                        images.resolve("vmlinuz"),
                        Optional.of(images.resolve("initrd.img")),
                        "console=ttyS0 quiet root=/dev/vda"),
                new RootDisk(images.resolve("root.img"), DiskFormat.RAW, 64L << 20),
                List.of(new GuestNic(mac, bridge, tap(instance))),
                1);
    }

    /** Returns the same guest booting by firmware from a partitioned disk. */
    GuestSpec diskSpec(InstanceId instance) {
        GuestSpec spec = spec(instance);
        return new GuestSpec(
                instance,
                spec.project(),
                1,
                128,
                new Boot.Disk(),
                new RootDisk(images.resolve("disk.qcow2"), DiskFormat.QCOW2, 128L << 20),
                spec.nics(),
                1);
    }

    /** Returns the last start's console, from the first line of the guest's own. */
    String console(InstanceId instance) {
        Path log = new InstanceDirectory(instances(), instance).console();
        String all = new String(new ConsoleLog(log).tail(1 << 20), StandardCharsets.ISO_8859_1);
        return all.substring(Math.max(0, all.lastIndexOf("GUEST: boot-start")));
    }

    void awaitConsole(InstanceId instance, String text) throws Exception {
        long end = System.nanoTime() + patience().toNanos();
        while (!console(instance).contains(text)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("no '" + text + "' in: " + console(instance));
            }
            Thread.sleep(50);
        }
    }

    @Override
    public void awaitUp(HypervisorDriver driver, InstanceId instance) throws Exception {
        awaitConsole(instance, "GUEST: READY");
    }

    @Override
    public void crash(InstanceId instance) throws Exception {
        ProcessHandle.of(qemu(instance)).orElseThrow().destroyForcibly();
    }

    /** Returns the process of a running guest. */
    long qemu(InstanceId instance) throws IOException {
        Path file = daemon.directory().resolve("run/qemu/" + instance + ".pid");
        return Long.parseLong(Files.readString(file).strip());
    }

    @Override
    public Object disk(InstanceId instance) throws IOException {
        Path disk = new InstanceDirectory(instances(), instance).disk();
        UserDefinedFileAttributeView marks =
                Files.getFileAttributeView(disk, UserDefinedFileAttributeView.class);
        if (!marks.list().contains(DISK_MARK)) {
            marks.write(DISK_MARK, StandardCharsets.US_ASCII.encode(UUID.randomUUID().toString()));
        }
        ByteBuffer mark = ByteBuffer.allocate(marks.size(DISK_MARK));
        marks.read(DISK_MARK, mark);
        return new String(mark.array(), StandardCharsets.US_ASCII);
    }

    @Override
    public List<String> traces(InstanceId instance) throws Exception {
        List<String> traces = new ArrayList<>();
        try (Stream<Path> paths = Files.walk(daemon.directory())) {
            paths.filter(path -> path.getFileName().toString().contains(instance.value()))
                    // libvirt's log of what it started stays, for the operator.
                    .filter(path -> !path.startsWith(daemon.directory().resolve("log")))
                    .map(Path::toString)
                    .forEach(traces::add);
        }
        daemon.ip("-o", "link")
                .lines()
                .filter(line -> line.contains(tap(instance)))
                .forEach(traces::add);
        return traces;
    }

    static String tap(InstanceId instance) {
        return "tap" + instance.value().substring(instance.value().length() - 11);
    }

    @Override
    public GuestDisk volume(VolumeId volume) throws Exception {
        return new GuestDisk(volume, "/dev/sdf", volumes().attachable(volume));
    }

    @Override
    public void holdOn(InstanceId instance, VolumeId volume) throws Exception {
        // One that stands still agrees to nothing.
        daemon.virsh("suspend", instance.value());
    }

    /** Returns the volumes of this host, which are real too. */
    synchronized VolumeHost volumes() throws Exception {
        if (volumes == null) {
            volumes = new VolumeHost(daemon.directory());
        }
        return volumes;
    }

    /** Waits for a fact, with the lab's patience. */
    void await(String what, Callable<Boolean> fact) throws Exception {
        long end = System.nanoTime() + patience().toNanos();
        while (!fact.call()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited too long for: " + what);
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    @Override
    public Set<Class<?>> abilities() {
        return Set.of(ConsoleAccess.class, VolumeHotplug.class, DiskCapture.class);
    }

    @Override
    public Duration patience() {
        return Duration.ofMinutes(2);
    }

    @Override
    public void close() throws Exception {
        if (volumes != null) {
            volumes.close();
        }
        daemon.close();
    }

    private static Optional<Path> guestDirectory() {
        String property = System.getProperty("nova.guest.dir", "");
        String variable = Optional.ofNullable(System.getenv("NOVA_GUEST")).orElse("");
        return Stream.of(property, variable)
                .filter(text -> !text.isBlank())
                .map(Path::of)
                .filter(path -> Files.exists(path.resolve("disk.qcow2")))
                .findFirst();
    }
}
