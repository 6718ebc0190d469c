package io.nova.driver.hypervisor.libvirt;

import static io.nova.model.DriverException.Kind.BROKEN;
import static io.nova.model.DriverException.Kind.BUSY;
import static io.nova.model.DriverException.Kind.EXHAUSTED;
import static io.nova.model.DriverException.Kind.UNREACHABLE;

import io.nova.model.DriverException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.libvirt.Error;
import org.libvirt.Error.ErrorDomain;
import org.libvirt.Error.ErrorNumber;
import org.libvirt.LibvirtException;

/** Says what libvirt's errors mean for an agent. */
final class LibvirtErrors {

    private static final Set<ErrorNumber> UNREACHABLE_NUMBERS =
            Set.of(
                    ErrorNumber.VIR_ERR_RPC,
                    ErrorNumber.VIR_ERR_NO_CONNECT,
                    ErrorNumber.VIR_ERR_INVALID_CONN,
                    ErrorNumber.VIR_ERR_AUTH_FAILED,
                    ErrorNumber.VIR_ERR_AUTH_CANCELLED,
                    ErrorNumber.VIR_ERR_AUTH_UNAVAILABLE);
    private static final Set<ErrorDomain> TRANSPORT =
            Set.of(ErrorDomain.VIR_FROM_RPC, ErrorDomain.VIR_FROM_REMOTE);
    private static final Set<ErrorNumber> BUSY_NUMBERS =
            Set.of(
                    ErrorNumber.VIR_ERR_OPERATION_TIMEOUT,
                    ErrorNumber.VIR_ERR_RESOURCE_BUSY,
                    ErrorNumber.VIR_ERR_AGENT_UNRESPONSIVE,
                    ErrorNumber.VIR_ERR_OPERATION_ABORTED);

    private LibvirtErrors() {}

    static DriverException translate(String what, Throwable cause) {
        if (cause instanceof DriverException said) {
            return said;
        }
        if (cause instanceof LibvirtException failure) {
            String message = what + ": " + failure.getMessage();
            return new DriverException(kind(failure), message, failure);
        }
        if (cause instanceof LinkageError) {
            String message = what + ": libvirt's client library cannot be loaded on this host";
            return new DriverException(BROKEN, message, cause);
        }
        return new DriverException(BROKEN, what + ": " + cause, cause);
    }

    /** Whether the error has one of the numbers. */
    static boolean is(LibvirtException failure, ErrorNumber... numbers) {
        return number(failure).map(Set.of(numbers)::contains).orElse(false);
    }

    private static DriverException.Kind kind(LibvirtException failure) {
        Optional<ErrorNumber> number = number(failure);
        if (number.map(UNREACHABLE_NUMBERS::contains).orElse(false)
                || TRANSPORT.contains(domain(failure))) {
            return UNREACHABLE;
        }
        // The server of a disk, which may be back at the next attempt.
        if (String.valueOf(failure.getMessage()).contains("Failed to connect to")) {
            return UNREACHABLE;
        }
        if (number.map(BUSY_NUMBERS::contains).orElse(false)) {
            return BUSY;
        }
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        boolean full =
                number.map(ErrorNumber.VIR_ERR_NO_MEMORY::equals).orElse(false)
                        || message.contains("cannot allocate memory")
                        || message.contains("no space left");
        return full ? EXHAUSTED : BROKEN;
    }

    private static Optional<ErrorNumber> number(LibvirtException failure) {
        return Optional.ofNullable(failure.getError()).map(Error::getCode);
    }

    private static ErrorDomain domain(LibvirtException failure) {
        return Optional.ofNullable(failure.getError())
                .map(Error::getDomain)
                .orElse(ErrorDomain.VIR_FROM_NONE);
    }
}
