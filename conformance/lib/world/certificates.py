"""An authority of our own and the certificates it gives out."""
import hashlib
import subprocess


def openssl(*arguments, data=None):
    return subprocess.run(["openssl", *arguments], input=data, check=True, capture_output=True).stdout


def authority():
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-days", "30",
            "-subj", "/CN=authority.test")


def issue(host):
    """HOST.pem and HOST.key, for that name."""
    with open(f"{host}.ext", "w") as file:
        file.write(f"subjectAltName=DNS:{host}\n")
    request = openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", f"{host}.key", "-subj", f"/CN={host}")
    openssl("x509", "-req", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "30", "-extfile", f"{host}.ext", "-out", f"{host}.pem", data=request)


def digest(host):
    """What a TLSA 3 1 1 record holds."""
    public = openssl("x509", "-in", f"{host}.pem", "-noout", "-pubkey")
    return hashlib.sha256(openssl("pkey", "-pubin", "-outform", "DER", data=public)).hexdigest()
