package io.nova.driver.hypervisor.libvirt;

import static io.nova.model.DriverException.Kind.BUSY;
import static org.libvirt.Error.ErrorNumber.VIR_ERR_NO_DOMAIN;
import static org.libvirt.Error.ErrorNumber.VIR_ERR_NO_DOMAIN_METADATA;
import static org.libvirt.Error.ErrorNumber.VIR_ERR_OPERATION_INVALID;

import io.nova.model.DriverException;
import io.nova.model.InstanceId;
import io.nova.model.compute.PowerState;
import io.nova.spi.hypervisor.Guest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;

/**
 * This cloud's domains. What would end a launch half-way is finished even if interrupted; the rest
 * is left to itself.
 */
final class Domains {

    // libvirt's flags.
    private static final int LIST_ACTIVE = 1;
    private static final int METADATA_ELEMENT = 2;
    private static final int AFFECT_CONFIG = 2;
    private static final int XML_SECURE_INACTIVE = 1 | 2;
    private static final int UNDEFINE_WITH_ALL = 1 | 2 | 4 | 16;
    private static final int REBOOT_BY_ACPI = 1;

    private final LibvirtConnection connection;

    Domains(LibvirtConnection connection) {
        this.connection = connection;
    }

    /** A domain of this cloud. */
    record Found(GuestRecord record, PowerState power, boolean crashed) {

        Guest guest() {
            return new Guest(record.instance(), power, record.generation(), crashed);
        }
    }

    @FunctionalInterface
    private interface Action<T> {
        T on(NativeConnect connect, Domain domain) throws LibvirtException;
    }

    List<Found> list() throws InterruptedException {
        return connection.call(
                "list guests",
                connect -> {
                    List<Found> guests = new ArrayList<>();
                    for (Domain domain : connect.listAllDomains(0)) {
                        try {
                            found(connect, domain).ifPresent(guests::add);
                        } finally {
                            domain.free();
                        }
                    }
                    return guests;
                });
    }

    /** Returns the domains that run, by their names alone: one call, whatever their number. */
    Set<InstanceId> active() {
        return connection.finish(
                "list running guests",
                connect -> {
                    Set<InstanceId> active = new HashSet<>();
                    for (Domain domain : connect.listAllDomains(LIST_ACTIVE)) {
                        try {
                            GuestEvents.instance(domain.getName()).ifPresent(active::add);
                        } finally {
                            domain.free();
                        }
                    }
                    return active;
                });
    }

    Optional<Found> find(InstanceId instance) throws InterruptedException {
        return connection.call(
                "find " + instance,
                connect -> with(connect, instance, Domains::found).flatMap(found -> found));
    }

    /** Returns the definition as it is for the next start. */
    Optional<String> definition(InstanceId instance) throws InterruptedException {
        return connection.call(
                "read " + instance,
                connect ->
                        with(
                                connect,
                                instance,
                                (c, domain) -> domain.getXMLDesc(XML_SECURE_INACTIVE)));
    }

    void define(InstanceId instance, String xml) {
        connection.finish("define " + instance, connect -> connect.domainDefineXML(xml).free());
    }

    /** Starts a defined domain; one that runs already is a success. */
    void start(InstanceId instance) {
        boolean runs =
                connection
                        .finish(
                                "start " + instance,
                                connect -> with(connect, instance, Domains::started))
                        .orElse(false);
        if (!runs) {
            throw new DriverException(BUSY, instance + " vanished while it was started");
        }
    }

    private static boolean started(NativeConnect connect, Domain domain) throws LibvirtException {
        DiskSecrets.tell(connect, DiskReader.of(domain.getXMLDesc(XML_SECURE_INACTIVE)).volumes());
        try {
            domain.create();
        } catch (LibvirtException e) {
            if (!LibvirtErrors.is(e, VIR_ERR_OPERATION_INVALID) || domain.isActive() == 0) {
                throw e;
            }
        }
        return true;
    }

    void resume(InstanceId instance) throws InterruptedException {
        command("resume", instance, (c, domain) -> unlessOff(domain::resume));
    }

    void reboot(InstanceId instance) throws InterruptedException {
        command("reboot", instance, (c, domain) -> unlessOff(() -> domain.reboot(REBOOT_BY_ACPI)));
    }

    void reset(InstanceId instance) {
        connection.finish(
                "reset " + instance,
                connect -> with(connect, instance, (c, domain) -> unlessOff(domain::reset)));
    }

    void requestShutdown(InstanceId instance) throws InterruptedException {
        boolean heard =
                connection
                        .call(
                                "shut down " + instance,
                                connect ->
                                        with(
                                                connect,
                                                instance,
                                                (c, domain) ->
                                                        domain.isActive() == 0
                                                                || c.pressPowerButton(
                                                                        domain.getUUIDString())
                                                                || domain.isActive() == 0))
                        .orElse(true);
        if (!heard) {
            throw new DriverException(BUSY, instance + " cannot be asked to shut down now");
        }
    }

    void powerOff(InstanceId instance) throws InterruptedException {
        command("power off", instance, (c, domain) -> unlessOff(domain::destroy));
    }

    void mark(InstanceId instance, long generation) throws InterruptedException {
        command(
                "mark",
                instance,
                (c, domain) -> {
                    Optional<Found> found = found(c, domain);
                    if (found.isPresent() && found.get().record().generation() != generation) {
                        domain.setMetadata(
                                METADATA_ELEMENT,
                                DomainXml.metadata(found.get().record().marked(generation)),
                                GuestRecord.PREFIX,
                                GuestRecord.NAMESPACE,
                                AFFECT_CONFIG);
                    }
                    return true;
                });
    }

    /** Ends the domain and its definition; finished even if interrupted. */
    void remove(InstanceId instance) {
        connection.finish(
                "remove " + instance,
                connect ->
                        with(
                                connect,
                                instance,
                                (c, domain) -> {
                                    unlessOff(domain::destroy);
                                    domain.undefine(UNDEFINE_WITH_ALL);
                                    return true;
                                }));
    }

    private <T> void command(String what, InstanceId instance, Action<T> action)
            throws InterruptedException {
        connection.call(what + " " + instance, connect -> with(connect, instance, action));
    }

    private static <T> Optional<T> with(
            NativeConnect connect, InstanceId instance, Action<T> action) throws LibvirtException {
        Domain domain;
        try {
            domain = connect.domainLookupByUUIDString(GuestRecord.uuid(instance));
        } catch (LibvirtException e) {
            if (LibvirtErrors.is(e, VIR_ERR_NO_DOMAIN)) {
                return Optional.empty();
            }
            throw e;
        }
        try {
            return Optional.of(action.on(connect, domain));
        } finally {
            domain.free();
        }
    }

    @FunctionalInterface
    private interface Step {
        void take() throws LibvirtException;
    }

    // Whether a domain runs may change at any time: so it is tried, and a refusal understood.
    private static boolean unlessOff(Step step) throws LibvirtException {
        try {
            step.take();
            return true;
        } catch (LibvirtException e) {
            if (LibvirtErrors.is(e, VIR_ERR_OPERATION_INVALID)) {
                return false;
            }
            throw e;
        }
    }

    // The definition's metadata, not the running guest's: only the former outlives a stop.
    private static Optional<Found> found(NativeConnect connect, Domain domain)
            throws LibvirtException {
        String metadata;
        try {
            metadata = domain.getMetadata(METADATA_ELEMENT, GuestRecord.NAMESPACE, AFFECT_CONFIG);
        } catch (LibvirtException e) {
            if (LibvirtErrors.is(
                    e, VIR_ERR_NO_DOMAIN_METADATA, VIR_ERR_NO_DOMAIN, VIR_ERR_OPERATION_INVALID)) {
                return Optional.empty();
            }
            throw e;
        }
        NativeConnect.State state = connect.state(domain.getUUIDString());
        return Optional.of(
                new Found(
                        DomainReader.record(metadata),
                        DomainReader.power(state.state()),
                        DomainReader.crashed(state.state(), state.reason())));
    }
}
