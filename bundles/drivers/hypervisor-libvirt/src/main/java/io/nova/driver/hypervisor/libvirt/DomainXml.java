package io.nova.driver.hypervisor.libvirt;

import io.nova.model.image.DiskFormat;
import io.nova.spi.hypervisor.Boot;
import io.nova.spi.hypervisor.GuestNic;
import io.nova.spi.hypervisor.GuestSpec;
import io.nova.spi.hypervisor.RootDisk;
import java.util.List;
import java.util.Locale;

/** Writes a guest as libvirt wants it. */
final class DomainXml {

    private final boolean kvm;
    private final String cpuModel;
    private final String diskCache;

    DomainXml(boolean kvm, String cpuModel, String diskCache) {
        this.kvm = kvm;
        this.cpuModel = cpuModel;
        this.diskCache = diskCache;
    }

    /**
     * Writes the whole domain.
     *
     * @param volumes that it has
     */
    String domain(GuestSpec spec, InstanceDirectory files, List<AttachedDisk> volumes) {
        return XmlText.of(
                xml ->
                        xml.element(
                                "domain",
                                x -> content(x, spec, files, volumes),
                                "type",
                                kvm ? "kvm" : "qemu"));
    }

    /** Writes the metadata element alone, as it is set in a domain that is there. */
    static String metadata(GuestRecord guest) {
        return XmlText.of(
                xml ->
                        xml.empty(
                                "instance",
                                "id",
                                guest.instance(),
                                "project",
                                guest.project(),
                                "generation",
                                guest.generation(),
                                "vcpus",
                                guest.vcpus(),
                                "memory",
                                guest.memoryMib()));
    }

    private void content(
            XmlText xml, GuestSpec spec, InstanceDirectory files, List<AttachedDisk> volumes) {
        String uuid = GuestRecord.uuid(spec.instance());
        xml.text("name", spec.instance());
        xml.text("uuid", uuid);
        xml.element("metadata", x -> mark(x, GuestRecord.of(spec)));
        xml.text("memory", spec.memoryMib(), "unit", "MiB");
        xml.text("vcpu", spec.vcpus());
        xml.element("sysinfo", x -> marks(x, spec, uuid), "type", "smbios");
        xml.element("os", x -> boot(x, spec.boot()));
        // Without ACPI there is no power button, and no disk can come or go while it runs.
        xml.element("features", x -> x.empty("acpi"));
        cpu(xml);
        xml.empty("clock", "offset", "utc");
        xml.text("on_poweroff", "destroy");
        xml.text("on_reboot", "restart");
        xml.text("on_crash", "destroy");
        xml.element("devices", x -> devices(x, spec, files, volumes));
    }

    private static void mark(XmlText xml, GuestRecord guest) {
        xml.empty(
                GuestRecord.PREFIX + ":instance",
                "xmlns:" + GuestRecord.PREFIX,
                GuestRecord.NAMESPACE,
                "id",
                guest.instance(),
                "project",
                guest.project(),
                "generation",
                guest.generation(),
                "vcpus",
                guest.vcpus(),
                "memory",
                guest.memoryMib());
    }

    // cloud-init takes a machine for EC2's if serial and UUID are the same and begin with "ec2".
    private static void marks(XmlText xml, GuestSpec spec, String uuid) {
        xml.element(
                "system",
                system -> {
                    system.text("entry", "Nova", "name", "manufacturer");
                    system.text("entry", "Nova instance", "name", "product");
                    system.text("entry", uuid, "name", "serial");
                    system.text("entry", uuid, "name", "uuid");
                });
        xml.element(
                "baseBoard",
                board -> {
                    board.text("entry", "Nova", "name", "manufacturer");
                    board.text("entry", spec.instance(), "name", "asset");
                });
    }

    private static void boot(XmlText xml, Boot boot) {
        xml.text("type", "hvm", "arch", "x86_64", "machine", "pc");
        if (boot instanceof Boot.Kernel kernel) {
            xml.text("kernel", kernel.kernel());
            kernel.ramdisk().ifPresent(ramdisk -> xml.text("initrd", ramdisk));
            xml.text("cmdline", kernel.commandLine());
        } else {
            xml.empty("boot", "dev", "hd");
        }
        xml.empty("smbios", "mode", "sysinfo");
    }

    private void cpu(XmlText xml) {
        if (kvm && cpuModel.isEmpty()) {
            xml.empty("cpu", "mode", "host-model");
        } else {
            String model = cpuModel.isEmpty() ? "qemu64" : cpuModel;
            xml.element(
                    "cpu",
                    x -> x.text("model", model, "fallback", "allow"),
                    "mode",
                    "custom",
                    "match",
                    "exact");
        }
    }

    private void devices(
            XmlText xml, GuestSpec spec, InstanceDirectory files, List<AttachedDisk> volumes) {
        xml.element("disk", x -> disk(x, spec.root(), files), "type", "file", "device", "disk");
        volumes.forEach(volume -> volume.write(xml));
        spec.nics().forEach(nic -> xml.element("interface", x -> nic(x, nic), "type", "bridge"));
        xml.element(
                "serial",
                serial -> {
                    // Without append each start would empty it.
                    serial.empty("source", "path", files.console(), "append", "on");
                    serial.empty("target", "port", "0");
                },
                "type",
                "file");
        xml.element(
                "channel",
                x -> x.empty("target", "type", "virtio", "name", "org.qemu.guest_agent.0"),
                "type",
                "unix");
        xml.element(
                "rng",
                x -> x.text("backend", "/dev/urandom", "model", "random"),
                "model",
                "virtio");
        xml.element("memballoon", x -> x.empty("stats", "period", "10"), "model", "virtio");
        xml.empty("controller", "type", "usb", "model", "none");
    }

    // The whole chain is spelled out, so that neither libvirt nor QEMU looks into a tenant's file
    // to learn its format or what other file it might want.
    private void disk(XmlText xml, RootDisk root, InstanceDirectory files) {
        xml.empty("driver", "name", "qemu", "type", "qcow2", "cache", diskCache);
        xml.empty("source", "file", files.disk());
        xml.element(
                "backingStore",
                backing -> {
                    backing.empty("format", "type", format(root.format()));
                    backing.empty("source", "file", root.image());
                    backing.empty("backingStore");
                },
                "type",
                "file");
        xml.empty("target", "dev", "vda", "bus", "virtio");
    }

    private static void nic(XmlText xml, GuestNic nic) {
        xml.empty("mac", "address", nic.mac());
        xml.empty("source", "bridge", nic.bridge());
        xml.empty("target", "dev", nic.device());
        xml.empty("model", "type", "virtio");
        // A boot from the network is never wanted, and its ROM costs time.
        xml.empty("rom", "enabled", "no");
    }

    static String format(DiskFormat format) {
        return format.name().toLowerCase(Locale.ROOT);
    }
}
