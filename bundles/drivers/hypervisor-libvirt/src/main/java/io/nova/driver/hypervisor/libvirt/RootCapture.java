package io.nova.driver.hypervisor.libvirt;

import static io.nova.model.DriverException.Kind.BROKEN;
import static org.libvirt.Error.ErrorNumber.VIR_ERR_NO_DOMAIN;

import io.nova.model.DriverException;
import io.nova.model.InstanceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.libvirt.Domain;
import org.libvirt.DomainJobStats;
import org.libvirt.LibvirtException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies the root disks of guests. A running guest's disk is pushed by QEMU as it was when the copy
 * began, with the guest's file systems at rest in that moment if its agent answers.
 */
final class RootCapture {

    private static final Logger LOG = LoggerFactory.getLogger(RootCapture.class);
    private static final int AGENT_SECONDS = 10;
    private static final int POLL_MILLIS = 100;
    // libvirt's numbers: virDomainJobType and virDomainGetJobStatsFlags.
    private static final int JOB_NONE = 0;
    private static final int JOB_COMPLETED = 3;
    private static final int STATS_COMPLETED = 1;

    private final LibvirtConnection connection;
    private final QemuImg qemuImg;

    RootCapture(LibvirtConnection connection, QemuImg qemuImg) {
        this.connection = connection;
        this.qemuImg = qemuImg;
    }

    @FunctionalInterface
    private interface Action<T> {
        T on(Domain domain) throws LibvirtException;
    }

    void capture(InstanceId instance, InstanceDirectory files, Path file)
            throws InterruptedException {
        if (Files.exists(file)) {
            throw new DriverException(BROKEN, file + " exists");
        }
        if (!isActive(instance)) {
            qemuImg.flatten(files.disk(), file);
            return;
        }
        Path copy = files.capture();
        try {
            // Of an attempt that died.
            end(instance, copy);
            begin(instance, copy);
            await(instance);
            qemuImg.flatten(copy, file);
        } finally {
            end(instance, copy);
        }
    }

    private boolean isActive(InstanceId instance) throws InterruptedException {
        return call("look at " + instance, instance, domain -> domain.isActive() == 1);
    }

    private void begin(InstanceId instance, Path copy) throws InterruptedException {
        String backup = backup(copy);
        // In one piece, and not given up half-way: a guest must not be left frozen.
        connection.finish(
                "copy the disk of " + instance,
                connect ->
                        on(
                                connect,
                                instance,
                                domain -> {
                                    boolean frozen = agent(domain, "guest-fsfreeze-freeze");
                                    try {
                                        domain.backupBegin(backup, null, 0);
                                    } finally {
                                        if (frozen && !agent(domain, "guest-fsfreeze-thaw")) {
                                            LOG.error("{} was frozen and is not thawed", instance);
                                        }
                                    }
                                    return true;
                                }));
    }

    private void await(InstanceId instance) throws InterruptedException {
        while (call("watch " + instance, instance, RootCapture::works)) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        int end = call("watch " + instance, instance, RootCapture::end);
        if (end != JOB_COMPLETED) {
            throw new DriverException(
                    BROKEN, "the disk of %s was not copied: %d".formatted(instance, end));
        }
    }

    private static boolean works(Domain domain) throws LibvirtException {
        return domain.getJobStats(0).type != JOB_NONE;
    }

    private static int end(Domain domain) throws LibvirtException {
        DomainJobStats stats = domain.getJobStats(STATS_COMPLETED);
        return stats.type;
    }

    private void end(InstanceId instance, Path copy) {
        if (!Files.exists(copy)) {
            return;
        }
        connection.finish(
                "end the copy of " + instance,
                connect ->
                        on(
                                connect,
                                instance,
                                domain -> {
                                    if (domain.isActive() == 1 && works(domain)) {
                                        domain.abortJob();
                                    }
                                    return true;
                                }));
        try {
            Files.deleteIfExists(copy);
        } catch (IOException e) {
            throw new DriverException(BROKEN, "cannot delete " + copy, e);
        }
    }

    private static boolean agent(Domain domain, String command) {
        try {
            domain.qemuAgentCommand("{\"execute\":\"" + command + "\"}", AGENT_SECONDS, 0);
            return true;
        } catch (LibvirtException e) {
            LOG.debug("the guest's agent does not {}", command, e);
            return false;
        }
    }

    private static String backup(Path copy) {
        return XmlText.of(
                xml ->
                        xml.element(
                                "domainbackup",
                                x -> x.element("disks", disks -> disk(disks, copy)),
                                "mode",
                                "push"));
    }

    // The root alone: volumes have snapshots of their own.
    private static void disk(XmlText xml, Path copy) {
        xml.element(
                "disk",
                disk -> {
                    disk.empty("driver", "type", "qcow2");
                    disk.empty("target", "file", copy);
                },
                "name",
                "vda",
                "type",
                "file");
    }

    private <T> T call(String what, InstanceId instance, Action<T> action)
            throws InterruptedException {
        return connection.call(what, connect -> on(connect, instance, action));
    }

    private static <T> T on(NativeConnect connect, InstanceId instance, Action<T> action)
            throws LibvirtException {
        Domain domain;
        try {
            domain = connect.domainLookupByUUIDString(GuestRecord.uuid(instance));
        } catch (LibvirtException e) {
            if (LibvirtErrors.is(e, VIR_ERR_NO_DOMAIN)) {
                throw new DriverException(BROKEN, "there is no guest " + instance, e);
            }
            throw e;
        }
        try {
            return action.on(domain);
        } finally {
            domain.free();
        }
    }
}
