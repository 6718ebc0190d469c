package io.nova.manager.objectstore.policy;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The condition keys that policies may name, and the actions that some of them belong to. */
final class KeyNames {

    /**
     * Keys that requests of this cloud have, and those of which it is true that they have none,
     * such as what a private network or a token would say.
     */
    private static final Set<String> KNOWN =
            Set.of(
                    "aws:currenttime",
                    "aws:epochtime",
                    "aws:securetransport",
                    "aws:sourceip",
                    "aws:useragent",
                    "aws:referer",
                    "aws:username",
                    "aws:userid",
                    "aws:principalaccount",
                    "aws:principalarn",
                    "aws:principaltype",
                    "aws:principalisawsservice",
                    "aws:principalservicename",
                    "aws:resourceaccount",
                    "aws:viaawsservice",
                    "aws:calledvia",
                    "aws:calledviafirst",
                    "aws:calledvialast",
                    "aws:multifactorauthpresent",
                    "aws:multifactorauthage",
                    "aws:tokenissuetime",
                    "aws:federatedprovider",
                    "aws:principalorgid",
                    "aws:principalorgpaths",
                    "aws:resourceorgid",
                    "aws:resourceorgpaths",
                    "aws:sourceaccount",
                    "aws:sourcearn",
                    "aws:sourceidentity",
                    "aws:sourceorgid",
                    "aws:sourceorgpaths",
                    "aws:sourceowner",
                    "aws:sourcevpc",
                    "aws:sourcevpce",
                    "aws:vpcsourceip",
                    "s3:authtype",
                    "s3:signatureage",
                    "s3:signatureversion",
                    "s3:resourceaccount",
                    "s3:dataaccesspointaccount",
                    "s3:dataaccesspointarn",
                    "s3:accesspointnetworkorigin",
                    "s3:accessgrantsinstancearn",
                    "s3:prefix",
                    "s3:delimiter",
                    "s3:max-keys",
                    "s3:versionid",
                    "s3:locationconstraint",
                    "s3:requestobjecttagkeys",
                    "s3:x-amz-acl",
                    "s3:x-amz-content-sha256",
                    "s3:x-amz-copy-source",
                    "s3:x-amz-grant-full-control",
                    "s3:x-amz-grant-read",
                    "s3:x-amz-grant-read-acp",
                    "s3:x-amz-grant-write",
                    "s3:x-amz-grant-write-acp",
                    "s3:x-amz-metadata-directive",
                    "s3:x-amz-object-ownership",
                    "s3:x-amz-server-side-encryption",
                    "s3:x-amz-server-side-encryption-aws-kms-key-id",
                    "s3:x-amz-server-side-encryption-customer-algorithm",
                    "s3:x-amz-storage-class",
                    "s3:x-amz-website-redirect-location");

    /** Before the key of a tag. */
    private static final Set<String> FAMILIES =
            Set.of(
                    "s3:existingobjecttag/",
                    "s3:requestobjecttag/",
                    "aws:principaltag/",
                    "aws:resourcetag/",
                    "aws:requesttag/");

    private static final Set<String> LISTS = Set.of("s3:listbucket", "s3:listbucketversions");

    private static final Set<String> PUTS =
            Set.of("s3:putobject", "s3:putobjectacl", "s3:putobjectversionacl", "s3:putbucketacl");

    private static final Set<String> WRITES = Set.of("s3:putobject");

    private static final Set<String> TAGGINGS =
            Set.of("s3:putobject", "s3:putobjecttagging", "s3:putobjectversiontagging");

    /** Keys that only these actions have; a statement without any of them is a mistake. */
    private static final Map<String, Set<String>> ONLY =
            Map.ofEntries(
                    Map.entry("s3:prefix", LISTS),
                    Map.entry("s3:delimiter", LISTS),
                    Map.entry("s3:max-keys", LISTS),
                    Map.entry("s3:x-amz-acl", PUTS),
                    Map.entry("s3:x-amz-grant-read", PUTS),
                    Map.entry("s3:x-amz-grant-write", PUTS),
                    Map.entry("s3:x-amz-grant-read-acp", PUTS),
                    Map.entry("s3:x-amz-grant-write-acp", PUTS),
                    Map.entry("s3:x-amz-grant-full-control", PUTS),
                    Map.entry("s3:x-amz-copy-source", WRITES),
                    Map.entry("s3:x-amz-metadata-directive", WRITES),
                    Map.entry("s3:x-amz-storage-class", WRITES),
                    Map.entry("s3:requestobjecttagkeys", TAGGINGS),
                    Map.entry("s3:requestobjecttag/", TAGGINGS));

    private KeyNames() {}

    /** Returns the name in lower case, but for what stands behind a slash: a tag's key. */
    static String canonical(String name) {
        int slash = name.indexOf('/');
        return slash < 0
                ? name.toLowerCase(Locale.ROOT)
                : name.substring(0, slash).toLowerCase(Locale.ROOT) + name.substring(slash);
    }

    /** Tells whether a policy may name the key, in its canonical form. */
    static boolean isKnown(String name) {
        return KNOWN.contains(name) || (FAMILIES.contains(family(name)) && !name.endsWith("/"));
    }

    /**
     * Tells whether one of the actions can have the key.
     *
     * @param actions in lower case
     */
    static boolean belongs(String name, Set<String> actions) {
        Set<String> only = ONLY.get(family(name));
        return only == null || only.stream().anyMatch(actions::contains);
    }

    private static String family(String name) {
        int slash = name.indexOf('/');
        return slash < 0 ? name : name.substring(0, slash + 1);
    }
}
