package io.nova.frontend.shell;

import io.nova.api.image.BundleCertificates;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.Nullable;

/** Prints the certificate that image bundles are encrypted to */
@Service
@Command(
        scope = "nova",
        name = "bundle-certificate",
        description =
                "Prints the certificate that image bundles are encrypted to, as EUCALYPTUS_CERT or --ec2cert."
                        + " Example: nova:bundle-certificate")
public final class BundleCertificateCommand implements Action {

    @Reference BundleCertificates certificates;
    @Reference Session session;

    @Option(name = "--json", description = "Prints JSON and nothing else")
    boolean json;

    @Override
    public @Nullable Object execute() throws Exception {
        if (json) {
            Screen.print(Table.facts().row("certificate", certificates.cloud()), true, session);
        } else {
            // As it is, so that it can be sent into a file.
            session.getConsole().print(certificates.cloud());
        }
        return null;
    }
}
