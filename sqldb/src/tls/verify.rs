//! Which certificates are believed.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{WebPkiServerVerifier, verify_server_name};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme,
};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::{Certificates, ClientCertificate, Mode, Pem};
use crate::error::{Error, Result};

/// Builds the connector for a mode other than `disable`.
///
/// As in libpq, `prefer` and `require` encrypt without asking who is there, unless a root
/// certificate is named: then `require` is `verify-ca` (libpq, "SSL Support", 34.19.4).
pub(super) fn connector(mode: Mode, certificates: &Certificates) -> Result<MakeRustlsConnect> {
    let Certificates { root, client } = certificates;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let belief = match (mode, root) {
        (Mode::VerifyFull, _) => Belief::of(&provider, root.as_ref(), Name::Compared)?,
        (Mode::VerifyCa, _) | (Mode::Require, Some(_)) => {
            Belief::of(&provider, root.as_ref(), Name::Ignored)?
        }
        _ => Belief::Anyone,
    };
    let builder = ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::configuration(error.to_string()))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Verifier { belief, provider }));
    let config = match client {
        None => builder.with_no_client_auth(),
        Some(ClientCertificate { certificate, key }) => {
            let chain = chain(certificate, "sslcert")?;
            let key = match key {
                Pem::File(path) => PrivateKeyDer::from_pem_file(path),
                Pem::Text(text) => PrivateKeyDer::from_pem_slice(text.as_bytes()),
            };
            let key = key.map_err(|error| unreadable("sslkey", &error))?;
            builder
                .with_client_auth_cert(chain, key)
                .map_err(|error| unreadable("sslcert` and `sslkey", &error))?
        }
    };
    Ok(MakeRustlsConnect::new(config))
}

/// The system's roots.
fn system() -> Result<RootCertStore> {
    let mut roots = RootCertStore::empty();
    // A few certificates that cannot be read are no reason to refuse the others.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    match roots.is_empty() {
        true => Err(Error::configuration(
            "the system has no root certificates; name a file by `sslrootcert`",
        )),
        false => Ok(roots),
    }
}

/// The certificates of a file, one at least; `parameter` is what names it.
fn chain(pem: &Pem, parameter: &str) -> Result<Vec<CertificateDer<'static>>> {
    let parameter = match pem {
        Pem::File(path) => format!("{parameter}={}", path.display()),
        Pem::Text(_) => parameter.to_owned(),
    };
    let read: Result<Vec<_>, _> = match pem {
        Pem::File(path) => CertificateDer::pem_file_iter(path).and_then(Iterator::collect),
        Pem::Text(text) => CertificateDer::pem_slice_iter(text.as_bytes()).collect(),
    };
    let chain = read.map_err(|error| unreadable(&parameter, &error))?;
    match chain.is_empty() {
        true => Err(unreadable(&parameter, &"no certificate is in it")),
        false => Ok(chain),
    }
}

fn unreadable(parameter: &str, what: &dyn std::fmt::Display) -> Error {
    Error::configuration(format!("`{parameter}`: {what}"))
}

/// Believes what the mode says: more than rustls does by itself.
#[derive(Debug)]
struct Verifier {
    belief: Belief,
    provider: Arc<CryptoProvider>,
}

#[derive(Debug)]
enum Belief {
    /// Whoever is there: `prefer`, `require`.
    Anyone,
    /// Whom a root vouches for: `verify-ca`, `verify-full`.
    Vouched {
        roots: Arc<WebPkiServerVerifier>,
        /// Those that a file names. One may be the server's own.
        named: Vec<CertificateDer<'static>>,
        name: Name,
    },
}

/// Whether the certificate must be for the host that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Name {
    Compared,
    Ignored,
}

impl Belief {
    /// By the certificates of `sslrootcert`, or the system's.
    fn of(provider: &Arc<CryptoProvider>, root: Option<&Pem>, name: Name) -> Result<Belief> {
        let mut named = Vec::new();
        let roots = match root {
            None => system()?,
            Some(pem) => {
                named = chain(pem, "sslrootcert")?;
                let mut roots = RootCertStore::empty();
                for certificate in &named {
                    let added = roots.add(certificate.clone());
                    added.map_err(|error| unreadable("sslrootcert", &error))?;
                }
                roots
            }
        };
        let roots = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider.clone())
            .build()
            .map_err(|error| Error::configuration(error.to_string()))?;
        Ok(Belief::Vouched { roots, named, name })
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let Belief::Vouched { roots, named, name } = &self.belief else {
            return Ok(ServerCertVerified::assertion());
        };
        let verified =
            roots.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now);
        match verified {
            // INVARIANT: rustls compares the name last, so the chain was found good before.
            Err(rustls::Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) if *name == Name::Ignored => Ok(ServerCertVerified::assertion()),
            // One that has signed itself may be an authority's (`openssl req -x509` makes such), and webpki
            // takes that for no server's (`CaUsedAsEndEntity`, which has no name here). If it is the very one
            // that the file has, there is no chain to be looked at; the dates were looked at before.
            Err(rustls::Error::InvalidCertificate(CertificateError::Other(_)))
                if named.contains(end_entity) =>
            {
                if *name == Name::Compared {
                    verify_server_name(&ParsedCertificate::try_from(end_entity)?, server_name)?;
                }
                Ok(ServerCertVerified::assertion())
            }
            verified => verified,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signed, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
