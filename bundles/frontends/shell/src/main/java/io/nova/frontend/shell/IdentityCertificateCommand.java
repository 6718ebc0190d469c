package io.nova.frontend.shell;

import io.nova.api.compute.IdentityDocumentSigner;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.Nullable;

/** Prints the certificates that instances' identity documents are verified with */
@Service
@Command(
        scope = "nova",
        name = "identity-certificate",
        description =
                "Prints the certificates that instances' identity documents are verified with."
                        + " Example: nova:identity-certificate")
public final class IdentityCertificateCommand implements Action {

    @Reference IdentityDocumentSigner signer;
    @Reference Session session;

    @Option(name = "--json", description = "Prints JSON and nothing else")
    boolean json;

    @Override
    public @Nullable Object execute() throws Exception {
        if (json) {
            Table table = Table.facts().row("certificates", signer.certificates());
            Screen.print(table, true, session);
        } else {
            // As it is, so that it can be sent into a file.
            session.getConsole().print(signer.certificates());
        }
        return null;
    }
}
