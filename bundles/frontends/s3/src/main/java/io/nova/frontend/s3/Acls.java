package io.nova.frontend.s3;

import io.nova.model.ProjectId;
import io.nova.model.objectstore.CannedAcl;

/** Shows a canned list as the grants that it stands for. */
final class Acls {

    private static final String GROUPS = "http://acs.amazonaws.com/groups/global/";

    private Acls() {}

    static Xml document(ProjectId owner, ProjectId bucketOwner, CannedAcl acl) {
        return Xml.document(
                "AccessControlPolicy",
                xml -> {
                    owner(xml, "Owner", owner);
                    xml.element("AccessControlList", list -> grants(list, owner, bucketOwner, acl));
                });
    }

    static void owner(Xml xml, String name, ProjectId owner) {
        xml.element(name, element -> element.text("ID", owner).text("DisplayName", owner));
    }

    private static void grants(Xml xml, ProjectId owner, ProjectId bucketOwner, CannedAcl acl) {
        user(xml, owner.value(), "FULL_CONTROL");
        switch (acl) {
            case PRIVATE -> {
                // The owner alone.
            }
            case PUBLIC_READ -> group(xml, "AllUsers", "READ");
            case PUBLIC_READ_WRITE -> {
                group(xml, "AllUsers", "READ");
                group(xml, "AllUsers", "WRITE");
            }
            case AUTHENTICATED_READ -> group(xml, "AuthenticatedUsers", "READ");
            case AWS_EXEC_READ -> user(xml, "ec2", "READ");
            case BUCKET_OWNER_READ -> user(xml, bucketOwner.value(), "READ");
            case BUCKET_OWNER_FULL_CONTROL -> user(xml, bucketOwner.value(), "FULL_CONTROL");
        }
    }

    private static void user(Xml xml, String id, String permission) {
        xml.element(
                "Grant",
                grant ->
                        grant.typed(
                                        "Grantee",
                                        "CanonicalUser",
                                        to -> to.text("ID", id).text("DisplayName", id))
                                .text("Permission", permission));
    }

    private static void group(Xml xml, String group, String permission) {
        xml.element(
                "Grant",
                grant ->
                        grant.typed("Grantee", "Group", to -> to.text("URI", GROUPS + group))
                                .text("Permission", permission));
    }

    /** Returns the list that a request for a new one names. */
    static CannedAcl requested(S3Call call) {
        if (call.header("x-amz-acl").isEmpty()) {
            throw S3Fault.notImplemented("access lists other than canned ones");
        }
        ObjectFields.refuseUnknown(call);
        return ObjectFields.acl(call);
    }
}
