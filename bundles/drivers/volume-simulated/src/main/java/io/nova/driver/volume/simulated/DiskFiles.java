package io.nova.driver.volume.simulated;

import io.nova.model.HostId;
import io.nova.model.VolumeId;
import io.nova.spi.volume.Initiator;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Two small files per disk, so that pretended volumes outlive the JVM as real ones do: what it is,
 * and a journal of its blocks, of which the last of a number counts. A kill of the JVM loses
 * nothing that was answered; a power cut may.
 */
final class DiskFiles {

    private static final String DISK = ".disk";
    private static final String BLOCKS = ".blocks";
    private static final String CONNECTIONS = "connections";

    private final Path directory;

    DiskFiles(Path directory) {
        this.directory = directory;
        io(() -> Files.createDirectories(directory));
    }

    private interface Step {
        Object take() throws IOException;
    }

    private static void io(Step step) {
        try {
            var unused = step.take();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns all disks by their names, and removes what is left of half-made ones. */
    Map<String, SimulatedDisk> disks() {
        Map<String, SimulatedDisk> disks = new TreeMap<>();
        io(
                () -> {
                    for (Path file : list(DISK)) {
                        String name = name(file, DISK);
                        disks.put(name, read(name));
                    }
                    for (Path file : list(BLOCKS)) {
                        if (!disks.containsKey(name(file, BLOCKS))) {
                            Files.delete(file);
                        }
                    }
                    return disks;
                });
        return disks;
    }

    private Collection<Path> list(String suffix) throws IOException {
        Collection<Path> found = new TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + suffix)) {
            files.forEach(found::add);
        }
        return found;
    }

    private static String name(Path file, String suffix) {
        String text = String.valueOf(file.getFileName());
        return text.substring(0, text.length() - suffix.length());
    }

    private SimulatedDisk read(String name) throws IOException {
        Properties known = properties(name + DISK);
        SimulatedDisk disk =
                new SimulatedDisk(
                        new VolumeId(known.getProperty("volume")),
                        Long.parseLong(known.getProperty("bytes")));
        disk.deleting = Boolean.parseBoolean(known.getProperty("deleting"));
        disk.initiators =
                words(known.getProperty("initiators", "")).stream()
                        .map(host -> new Initiator(new HostId(host), known.getProperty("@" + host)))
                        .collect(Collectors.toUnmodifiableSet());
        Path file = directory.resolve(name + BLOCKS);
        if (Files.exists(file)) {
            replay(file, disk);
        }
        return disk;
    }

    private static void replay(Path file, SimulatedDisk disk) throws IOException {
        try (var in = new DataInputStream(Files.newInputStream(file))) {
            while (true) {
                long number = in.readLong();
                byte[] block = new byte[SimulatedDisk.BLOCK];
                in.readFully(block);
                disk.blocks.put(number, block);
            }
        } catch (EOFException end) {
            // Of the last one a part, if the JVM was killed: nobody was told that it is there.
        }
    }

    /** Keeps what a disk is, but for its blocks. */
    void keep(String name, SimulatedDisk disk) {
        Properties told = new Properties();
        told.setProperty("volume", disk.volume.value());
        told.setProperty("bytes", Long.toString(disk.bytes));
        told.setProperty("deleting", Boolean.toString(disk.deleting));
        told.setProperty(
                "initiators",
                disk.initiators.stream()
                        .map(one -> one.host().value())
                        .sorted()
                        .collect(Collectors.joining(" ")));
        disk.initiators.forEach(one -> told.setProperty("@" + one.host(), one.name()));
        write(name + DISK, told);
    }

    /** Keeps blocks of a disk. */
    void append(String name, Map<Long, byte[]> blocks) {
        if (blocks.isEmpty()) {
            return;
        }
        Path file = directory.resolve(name + BLOCKS);
        io(
                () -> {
                    int each = Long.BYTES + SimulatedDisk.BLOCK;
                    long whole = Files.exists(file) ? Files.size(file) / each * each : 0;
                    try (var channel =
                            Files.newByteChannel(
                                    file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                        // Behind the last whole one: half of one would shift all that follow.
                        channel.truncate(whole).position(whole);
                        var out =
                                new DataOutputStream(
                                        java.nio.channels.Channels.newOutputStream(channel));
                        for (Map.Entry<Long, byte[]> block : blocks.entrySet()) {
                            out.writeLong(block.getKey());
                            out.write(block.getValue());
                        }
                        out.flush();
                    }
                    return whole;
                });
    }

    /** Keeps a new disk, whole: blocks that are there already are of a half-made one. */
    void make(String name, SimulatedDisk disk) {
        io(() -> Files.deleteIfExists(directory.resolve(name + BLOCKS)));
        append(name, disk.blocks);
        keep(name, disk);
    }

    void remove(String name) {
        io(() -> Files.deleteIfExists(directory.resolve(name + DISK)));
        io(() -> Files.deleteIfExists(directory.resolve(name + BLOCKS)));
    }

    /** Returns which hosts are connected to which volumes. */
    Map<HostId, Set<VolumeId>> connections() {
        Map<HostId, Set<VolumeId>> connected = new HashMap<>();
        io(
                () -> {
                    Properties known = properties(CONNECTIONS);
                    for (String host : known.stringPropertyNames()) {
                        connected.put(
                                new HostId(host),
                                words(known.getProperty(host)).stream()
                                        .map(VolumeId::new)
                                        .collect(Collectors.toCollection(TreeSet::new)));
                    }
                    return connected;
                });
        return connected;
    }

    void keepConnections(Map<HostId, Set<VolumeId>> connected) {
        Properties told = new Properties();
        connected.forEach(
                (host, volumes) ->
                        told.setProperty(
                                host.value(),
                                volumes.stream()
                                        .map(VolumeId::value)
                                        .collect(Collectors.joining(" "))));
        write(CONNECTIONS, told);
    }

    private static Collection<String> words(String text) {
        return text.isEmpty() ? Set.of() : Arrays.asList(text.split(" ", -1));
    }

    private Properties properties(String file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(directory.resolve(file))) {
            properties.load(reader);
        } catch (NoSuchFileException e) {
            // Nothing was kept yet.
        }
        return properties;
    }

    private void write(String name, Properties properties) {
        Path file = directory.resolve(name);
        Path next = directory.resolve(name + ".next");
        io(
                () -> {
                    try (Writer writer = Files.newBufferedWriter(next)) {
                        properties.store(writer, null);
                    }
                    // A reader after a kill finds it as it was or as it is, never half of it.
                    return Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
                });
    }
}
