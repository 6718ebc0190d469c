package io.nova.driver.hypervisor.libvirt;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who a guest's QEMU is to an iSCSI target: what {@code
 * iscsi://USER@HOST/NAME/1?initiator=NAME&secret=FILE} says of it. To libvirt the file's name is
 * the name of the secret too: so whoever reads a domain knows where its secrets are.
 *
 * @param user as whom it logs in
 * @param initiator its name
 * @param secret the file with the secret, for root alone
 */
record IscsiAccess(String user, String initiator, Path secret) {

    private static final Pattern QUERY =
            Pattern.compile("initiator=([a-z0-9.:-]+)&secret=(/[^&?#]+)");

    /** Reads a disk's source; empty if it says nothing of it, or not all. */
    static Optional<IscsiAccess> of(URI uri) {
        Matcher query = QUERY.matcher(uri.getQuery() == null ? "" : uri.getQuery());
        return uri.getUserInfo() != null && query.matches()
                ? Optional.of(
                        new IscsiAccess(uri.getUserInfo(), query.group(1), Path.of(query.group(2))))
                : Optional.empty();
    }

    /** Writes it into libvirt's source of a disk. */
    void write(XmlText source) {
        source.element("initiator", xml -> xml.empty("iqn", "name", initiator));
        source.element(
                "auth",
                xml -> xml.empty("secret", "type", "iscsi", "usage", secret),
                "username",
                user);
    }
}
