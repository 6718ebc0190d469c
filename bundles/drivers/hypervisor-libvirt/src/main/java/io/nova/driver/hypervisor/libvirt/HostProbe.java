package io.nova.driver.hypervisor.libvirt;

import io.nova.driver.hypervisor.libvirt.Settings.Mode;
import io.nova.model.DriverException;
import io.nova.spi.hypervisor.Boot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.libvirt.Domain;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whether this host can use KVM. That {@code /dev/kvm} is there and opens proves nothing:
 * on some hosts guests start with it and never run an instruction. So a guest of one sector is
 * started, which writes a word to its console; the verdict is kept for as long as the kernel stays.
 */
final class HostProbe {

    private static final Logger LOG = LoggerFactory.getLogger(HostProbe.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration KERNEL_PATIENCE = Duration.ofSeconds(15);
    private static final String KERNEL_WORD = "Linux version";
    private static final String WORD = "nova-kvm-works";
    private static final int SECTOR = 512;
    private static final int AUTODESTROY = 2;

    // Writes the word that follows it to the first serial port, and halts.
    private static final int[] CODE = {
        0x31,
        0xC0, // xor ax, ax
        0x8E,
        0xD8, // mov ds, ax
        0xFC, // cld
        0xBE,
        0x16,
        0x7C, // mov si, the word
        0xAC, // next: lodsb
        0x84,
        0xC0, // test al, al
        0x74,
        0x06, // jz end
        0xBA,
        0xF8,
        0x03, // mov dx, the port
        0xEE, // out dx, al
        0xEB,
        0xF5, // jmp next
        0xF4, // end: hlt
        0xEB,
        0xFD // jmp end
    };

    private final Settings settings;
    private final LibvirtConnection connection;
    private final Path verdictFile;
    private @Nullable Boolean verdict;
    private @Nullable Boolean kernelVerdict;

    HostProbe(Settings settings, LibvirtConnection connection) {
        this.settings = settings;
        this.connection = connection;
        this.verdictFile = settings.directory().resolve("kvm-verdict");
    }

    /** Returns whether guests are to run with KVM; takes some seconds the first time. */
    synchronized boolean kvm() throws InterruptedException {
        if (settings.mode() != Mode.AUTO) {
            return settings.mode() == Mode.KVM;
        }
        if (verdict == null) {
            verdict = kept();
        }
        if (verdict == null) {
            verdict = Files.exists(Path.of("/dev/kvm")) && boots("kvm");
            keep(verdict);
            LOG.info("guests run {} KVM on this host", verdict ? "with" : "without");
        }
        return verdict;
    }

    /**
     * Returns whether a guest that starts so is to run with KVM. Hosts exist where one sector runs
     * and a kernel hangs: the first kernel that comes is booted too, until it says its name.
     */
    synchronized boolean kvm(Boot boot) throws InterruptedException {
        if (!kvm() || settings.mode() != Mode.AUTO) {
            return kvm();
        }
        if (kernelVerdict == null && boot instanceof Boot.Kernel kernel) {
            kernelVerdict =
                    boots("kvm", Optional.of(kernel.kernel()), KERNEL_WORD, KERNEL_PATIENCE);
            if (!kernelVerdict) {
                verdict = false;
                keep(false);
                LOG.info("a kernel does not start with KVM here; guests run without it");
            }
        }
        return kernelVerdict == null || kernelVerdict;
    }

    private @Nullable Boolean kept() {
        try {
            List<String> lines =
                    Files.exists(verdictFile) ? Files.readAllLines(verdictFile) : List.of();
            if (lines.contains(kernel())) {
                return lines.contains("kvm=true");
            }
        } catch (IOException e) {
            LOG.warn("cannot read {}, probing again", verdictFile, e);
        }
        return null;
    }

    private void keep(boolean works) {
        try {
            Files.createDirectories(verdictFile.getParent());
            Files.write(verdictFile, List.of(kernel(), "kvm=" + works));
        } catch (IOException e) {
            LOG.warn("cannot write {}, the next start probes again", verdictFile, e);
        }
    }

    private static String kernel() {
        return "kernel=" + System.getProperty("os.version");
    }

    /** Returns whether a guest of that type runs on this host. */
    boolean boots(String type) throws InterruptedException {
        return boots(type, Optional.empty(), WORD, PATIENCE);
    }

    private boolean boots(String type, Optional<Path> kernel, String word, Duration patience)
            throws InterruptedException {
        Path directory = settings.directory().resolve("kvm-probe");
        Path disk = directory.resolve("disk");
        Path console = directory.resolve("console.log");
        try {
            Files.createDirectories(directory);
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
            Files.write(disk, sector());
            Files.deleteIfExists(console);
            try {
                return runs(xml(type, kernel, disk, console), console, word, patience);
            } finally {
                Files.deleteIfExists(console);
                Files.deleteIfExists(disk);
                Files.deleteIfExists(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot probe in " + directory, e);
        }
    }

    private boolean runs(String xml, Path console, String word, Duration patience)
            throws IOException, InterruptedException {
        String name;
        try {
            name =
                    connection.finish(
                            "start the KVM probe",
                            connect -> {
                                Domain domain = connect.domainCreateXML(xml, AUTODESTROY);
                                try {
                                    return domain.getName();
                                } finally {
                                    domain.free();
                                }
                            });
        } catch (DriverException e) {
            if (e.kind() != DriverException.Kind.BROKEN) {
                throw e;
            }
            LOG.info("KVM is refused: {}", e.getMessage());
            return false;
        }
        try {
            return awaitWord(console, word, patience);
        } finally {
            connection.finish(
                    "end the KVM probe",
                    connect -> {
                        Domain domain = connect.domainLookupByName(name);
                        try {
                            domain.destroy();
                        } finally {
                            domain.free();
                        }
                        return true;
                    });
        }
    }

    private static boolean awaitWord(Path console, String word, Duration patience)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < end) {
            if (Files.exists(console)
                    && Files.readString(console, StandardCharsets.ISO_8859_1).contains(word)) {
                return true;
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return false;
    }

    /** Returns the one sector of the probe's disk. */
    static byte[] sector() {
        ByteBuffer sector = ByteBuffer.allocate(SECTOR);
        for (int code : CODE) {
            sector.put((byte) code);
        }
        sector.put(WORD.getBytes(StandardCharsets.US_ASCII));
        sector.put(SECTOR - 2, (byte) 0x55).put(SECTOR - 1, (byte) 0xAA);
        return sector.array();
    }

    private static String xml(String type, Optional<Path> kernel, Path disk, Path console) {
        return XmlText.of(
                xml -> xml.element("domain", x -> domain(x, kernel, disk, console), "type", type));
    }

    private static void domain(XmlText xml, Optional<Path> kernel, Path disk, Path console) {
        xml.text("name", "nova-kvm-probe-" + ProcessHandle.current().pid());
        xml.text("memory", kernel.isPresent() ? 128 : 16, "unit", "MiB");
        xml.text("vcpu", 1);
        xml.element(
                "os",
                os -> {
                    os.text("type", "hvm", "arch", "x86_64", "machine", "pc");
                    if (kernel.isPresent()) {
                        os.text("kernel", kernel.get());
                        os.text("cmdline", "console=ttyS0 panic=-1");
                    } else {
                        os.empty("boot", "dev", "hd");
                    }
                });
        xml.element(
                "devices",
                devices -> {
                    devices.element(
                            "disk",
                            x -> {
                                x.empty("driver", "name", "qemu", "type", "raw");
                                x.empty("source", "file", disk);
                                x.empty("backingStore");
                                // The firmware does not boot so small a virtio disk.
                                x.empty("target", "dev", "hda", "bus", "ide");
                            },
                            "type",
                            "file");
                    devices.element(
                            "serial", x -> x.empty("source", "path", console), "type", "file");
                    devices.empty("controller", "type", "usb", "model", "none");
                    devices.empty("memballoon", "model", "none");
                });
    }
}
