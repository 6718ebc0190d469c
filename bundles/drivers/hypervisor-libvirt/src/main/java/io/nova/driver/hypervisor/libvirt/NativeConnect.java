package io.nova.driver.hypervisor.libvirt;

import com.sun.jna.Callback;
import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.ptr.IntByReference;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.libvirt.Connect;
import org.libvirt.LibvirtException;
import org.libvirt.jna.DomainPointer;
import org.libvirt.jna.Libvirt;

/** A connection, with the few functions of libvirt that libvirt-java lacks. */
final class NativeConnect extends Connect {

    private static final int SHUTDOWN_BY_ACPI = 1;
    private static final int EVENT_REBOOT = 1;

    // Held here, or it would be collected while native code still calls it.
    private @Nullable Callback rebootCallback;
    private int rebootCallbackId;

    NativeConnect(String uri) throws LibvirtException {
        super(uri);
    }

    /** A domain's state, and why it is in it, in libvirt's numbers. */
    record State(int state, int reason) {}

    /** Returns the state of a domain that was just found; off if it has vanished. */
    State state(String uuid) {
        IntByReference state = new IntByReference(5);
        IntByReference reason = new IntByReference();
        on(
                uuid,
                domain ->
                        function("virDomainGetState")
                                .invokeInt(new Object[] {domain, state, reason, 0}));
        return new State(state.getValue(), reason.getValue());
    }

    /**
     * Presses the guest's power button. The choice that libvirt makes by itself would wait a minute
     * for the guest's agent to answer. False if libvirt refuses.
     */
    boolean pressPowerButton(String uuid) {
        return on(
                        uuid,
                        domain ->
                                function("virDomainShutdownFlags")
                                        .invokeInt(new Object[] {domain, SHUTDOWN_BY_ACPI}))
                == 0;
    }

    /** Tells of reboots, by the domain's name, on the event loop. */
    void onReboot(Consumer<String> listener) {
        Libvirt.VirConnectDomainEventGenericCallback callback =
                (connection, domain, opaque) ->
                        listener.accept(Libvirt.INSTANCE.virDomainGetName(domain));
        int id =
                Libvirt.INSTANCE.virConnectDomainEventRegisterAny(
                        vcp, null, EVENT_REBOOT, callback, null, null);
        if (id >= 0) {
            rebootCallback = callback;
            rebootCallbackId = id;
        }
    }

    /** Takes the listener back; libvirt-java cannot, and the connection would never close. */
    void forgetReboots() {
        if (rebootCallback != null) {
            Libvirt.INSTANCE.virConnectDomainEventDeregisterAny(vcp, rebootCallbackId);
            rebootCallback = null;
        }
    }

    private int on(String uuid, ToIntFunction<DomainPointer> call) {
        DomainPointer domain = Libvirt.INSTANCE.virDomainLookupByUUIDString(vcp, uuid);
        if (domain == null) {
            return -1;
        }
        try {
            return call.applyAsInt(domain);
        } finally {
            Libvirt.INSTANCE.virDomainFree(domain);
        }
    }

    private static Function function(String name) {
        return NativeLibrary.getInstance("virt").getFunction(name);
    }
}
