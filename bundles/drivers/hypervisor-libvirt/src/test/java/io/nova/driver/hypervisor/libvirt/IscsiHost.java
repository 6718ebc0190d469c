package io.nova.driver.hypervisor.libvirt;

import io.nova.driver.volume.iscsi.IscsiConfig;
import io.nova.driver.volume.iscsi.IscsiConnector;
import io.nova.driver.volume.iscsi.IscsiVolumes;
import io.nova.model.VolumeId;
import io.nova.spi.volume.VolumeSpec;
import io.nova.testkit.hypervisor.Configs;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A volume host with a real tgtd in another network than the guests, which reach it by relays. */
final class IscsiHost implements AutoCloseable {

    static final long BYTES = 8L << 20;
    static final Path TGTD = Path.of("/usr/sbin/tgtd");

    private final Path directory;
    private final Path run;
    private final IscsiVolumes driver;
    private final IscsiConnector connector;
    private final Relay relay;
    private final Process other;

    IscsiHost(LibvirtDaemon daemon) throws Exception {
        directory = Files.createDirectory(daemon.directory().resolve("iscsi"));
        run = daemon.directory().resolve("i");
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        IscsiConfig config =
                Configs.of(
                        IscsiConfig.class,
                        Map.of(
                                "directory",
                                directory.toString(),
                                "runDirectory",
                                run.toString(),
                                "host",
                                "here",
                                "portalPort",
                                port));
        driver = new IscsiVolumes(config);
        connector = new IscsiConnector(config);
        Path socket = daemon.directory().resolve("relay");
        relay = Relay.toPort(socket, port);
        other =
                daemon.start(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Relay.class.getName(),
                        Integer.toString(port),
                        socket.toString());
        String said = other.inputReader().readLine();
        if (!"listens".equals(said)) {
            close();
            throw new AssertionError("no relay: " + said);
        }
    }

    /** Makes a volume and returns where a guest finds it. */
    String attachable(VolumeId volume) throws Exception {
        driver.create(new VolumeSpec(volume, BYTES));
        return connector.connect(driver.export(volume, Set.of(connector.initiator()))).source();
    }

    /** Takes the volume off the guests' side, as it is done after a detach. */
    Path detach(VolumeId volume) throws Exception {
        connector.disconnect(volume);
        driver.unexport(volume);
        return directory.resolve(volume + ".raw");
    }

    /** Finds its tgtd. */
    List<ProcessHandle> servers() {
        String mark = "--pid-file=" + run + "/";
        return ProcessHandle.allProcesses()
                .filter(
                        process ->
                                process.info()
                                        .arguments()
                                        .filter(
                                                words ->
                                                        List.of(words).stream()
                                                                .anyMatch(
                                                                        word ->
                                                                                word.startsWith(
                                                                                        mark)))
                                        .isPresent())
                .toList();
    }

    @Override
    public void close() throws Exception {
        for (var volume : driver.volumes()) {
            driver.unexport(volume.id());
        }
        driver.close();
        servers().forEach(ProcessHandle::destroyForcibly);
        relay.close();
        other.destroyForcibly().waitFor();
    }
}
