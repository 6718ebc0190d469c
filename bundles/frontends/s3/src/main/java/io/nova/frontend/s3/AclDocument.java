package io.nova.frontend.s3;

import io.nova.api.identity.AccountDirectory;
import io.nova.api.objectstore.NewAcl;
import io.nova.frontend.s3.XmlInput.Node;
import io.nova.model.InvalidParameterException;
import io.nova.model.ProjectId;
import io.nova.model.objectstore.Grant;
import io.nova.model.objectstore.Grantee;
import io.nova.model.objectstore.Permission;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads access lists as documents. */
final class AclDocument {

    private AclDocument() {}

    static NewAcl read(AccountDirectory accounts, byte[] document) {
        Node root;
        try {
            root = XmlInput.tree(document, "AccessControlPolicy");
        } catch (S3Fault e) {
            throw malformed();
        }
        String owner = text(root.child("Owner").flatMap(node -> node.text("ID")));
        List<Grant> grants =
                root
                        .child("AccessControlList")
                        .orElseThrow(AclDocument::malformed)
                        .children()
                        .stream()
                        .map(node -> grant(accounts, node))
                        .toList();
        return new NewAcl(AclFields.list(grants), Optional.of(owner(owner)));
    }

    private static ProjectId owner(String id) {
        try {
            return new ProjectId(id);
        } catch (InvalidParameterException e) {
            throw S3Fault.badArgument("Owner/ID", id, "Invalid id");
        }
    }

    private static Grant grant(AccountDirectory accounts, Node node) {
        if (!node.name().equals("Grant")) {
            throw malformed();
        }
        Node grantee = node.child("Grantee").orElseThrow(AclDocument::malformed);
        String permission = text(node.text("Permission"));
        return new Grant(
                grantee(accounts, grantee),
                Arrays.stream(Permission.values())
                        .filter(one -> one.name().equals(permission))
                        .findFirst()
                        .orElseThrow(AclDocument::malformed));
    }

    private static Grantee grantee(AccountDirectory accounts, Node node) {
        return switch (node.attribute("type").orElse("")) {
            case "CanonicalUser" -> Grantees.ofId(accounts, text(node.text("ID")));
            case "Group" -> Grantees.ofUri(text(node.text("URI")));
            case "AmazonCustomerByEmail" ->
                    Grantees.ofEmail(accounts, text(node.text("EmailAddress")));
            default -> throw malformed();
        };
    }

    private static String text(Optional<String> text) {
        return text.map(String::strip).orElseThrow(AclDocument::malformed);
    }

    private static S3Fault malformed() {
        return new S3Fault(
                S3Code.MalformedACLError,
                "The XML you provided was not well-formed or did not validate against our"
                        + " published schema");
    }
}
