package io.nova.manager.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nova.manager.image.DiskHeader.Refused;
import io.nova.model.image.DiskFormat;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the real qemu-img writes; skipped where there is none. */
class QemuImagesTest {

    private static final Path TOOL = Path.of("/usr/bin/qemu-img");
    private static final long GIB = 1L << 30;

    @TempDir Path folder;

    @BeforeEach
    void needsTheTool() {
        assumeTrue(Files.isExecutable(TOOL), "there is no " + TOOL);
    }

    private void qemuImg(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(TOOL.toString()));
        command.addAll(List.of(arguments));
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
    }

    private DiskHeader read(String name) throws IOException, Refused {
        try (RandomAccessFile file = new RandomAccessFile(folder.resolve(name).toFile(), "r")) {
            long size = file.length();
            int length = (int) Math.min(size, DiskHeader.BYTES);
            byte[] first = new byte[length];
            byte[] last = new byte[length];
            file.readFully(first);
            file.seek(size - length);
            file.readFully(last);
            return DiskHeader.read(ByteBuffer.wrap(first), ByteBuffer.wrap(last), size);
        }
    }

    private String refusal(String name) {
        return String.valueOf(assertThrows(Refused.class, () -> read(name)).getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "compat=0.10",
                "compat=1.1",
                "cluster_size=512",
                "cluster_size=2M",
                "compression_type=zstd",
                "refcount_bits=64",
                "refcount_bits=1",
                "lazy_refcounts=on",
                "preallocation=metadata",
            })
    void everyOrdinaryQcow2IsTaken(String options) throws Exception {
        qemuImg("create", "-q", "-f", "qcow2", "-o", options, "disk", "1G");
        assertEquals(new DiskHeader(DiskFormat.QCOW2, GIB), read("disk"));
    }

    @ParameterizedTest
    @CsvSource({
        "extended_l2=on, extended L2",
        "'data_file=data,data_file_raw=on', external data file",
        "'backing_file=base,backing_fmt=raw', backing file",
        "'encrypt.format=aes,encrypt.key-secret=key', encrypted",
    })
    void whatRefersToOthersOrIsUnusualIsRefused(String options, String told) throws Exception {
        Files.write(folder.resolve("base"), new byte[512]);
        qemuImg(
                "create",
                "-q",
                "-f",
                "qcow2",
                "--object",
                "secret,id=key,data=word",
                "-o",
                options,
                "disk",
                "1G");
        String message = refusal("disk");
        assertTrue(message.contains(told), message);
    }

    @Test
    void snapshotsInsideAreRefused() throws Exception {
        qemuImg("create", "-q", "-f", "qcow2", "disk", "1G");
        qemuImg("snapshot", "-c", "before", "disk");
        assertTrue(refusal("disk").contains("snapshots"));
    }

    @ParameterizedTest
    @CsvSource({
        "vmdk, '', VMDK",
        "vmdk, subformat=monolithicFlat, VMDK",
        "vdi, '', VDI",
        "vpc, '', VHD",
        "vpc, subformat=fixed, VHD",
        "vhdx, '', VHDX",
        "qed, '', QED",
        "parallels, '', Parallels",
    })
    void otherFormatsAreNotTakenForRawDisks(String format, String options, String told)
            throws Exception {
        if (options.isEmpty()) {
            qemuImg("create", "-q", "-f", format, "disk", "64M");
        } else {
            qemuImg("create", "-q", "-f", format, "-o", options, "disk", "64M");
        }
        assertTrue(refusal("disk").startsWith(told));
    }

    @Test
    void aRawDiskIsTaken() throws Exception {
        qemuImg("create", "-q", "-f", "raw", "disk", "64M");
        assertEquals(new DiskHeader(DiskFormat.RAW, 64L << 20), read("disk"));
    }
}
